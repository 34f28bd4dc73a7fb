//! The forms that `entity` knows, one file each: phone numbers, cards, amounts, dates, addresses.

mod address;
mod amount;
mod bank_card;
mod date;
mod email;
pub mod form;
mod id_card;
mod phone;

use crate::scan::entities::form::Form;

/// Every form a rule may ask for.
pub const FORMS: &[Form] =
    &[phone::FORM, id_card::FORM, bank_card::FORM, email::FORM, amount::FORM, date::FORM, address::FORM];
