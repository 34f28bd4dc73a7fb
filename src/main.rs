//! The command-line program.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Judging an archive makes and drops thousands of small things a call.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    earwitness::cli::main()
}
