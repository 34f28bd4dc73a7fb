//! Bounds how much sound is in memory at once.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// Samples that may be in flight; a job holds a [`Permit`] as long as it holds samples.
#[derive(Debug)]
pub struct Budget {
    free: Mutex<usize>,
    all: usize,
    returned: Condvar,
}

/// A part of the budget, given back when dropped.
#[derive(Debug)]
pub struct Permit {
    budget: Arc<Budget>,
    samples: usize,
}

impl Budget {
    pub fn of_samples(all: usize) -> Arc<Budget> {
        Arc::new(Budget { free: Mutex::new(all), all, returned: Condvar::new() })
    }

    /// Waits until `samples` fit. A recording larger than the whole budget waits until it is alone.
    pub fn take(self: &Arc<Budget>, samples: usize) -> Permit {
        let samples = samples.min(self.all);
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        while *free < samples {
            free = self.returned.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        *free -= samples;
        Permit { budget: self.clone(), samples }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        *self.budget.free.lock().unwrap_or_else(PoisonError::into_inner) += self.samples;
        self.budget.returned.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_larger_than_the_budget_takes_all_of_it_and_gives_all_of_it_back() {
        let budget = Budget::of_samples(10);
        drop(budget.take(1_000));
        let permit = budget.take(10);
        assert_eq!(*budget.free.lock().unwrap(), 0);
        drop(permit);
        assert_eq!(*budget.free.lock().unwrap(), 10);
    }
}
