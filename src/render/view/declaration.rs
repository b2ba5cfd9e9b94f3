//! Declares view types so that their fields and meanings can be listed: templates are checked against them, and
//! `docs/themes.md` is written from them.

/// The type of a value that templates see.
#[derive(Clone, Copy, Debug)]
pub enum ValueType {
    /// A text.
    Text,
    /// A number.
    Number,
    /// A flag.
    Flag,
    /// A value with fields.
    View(&'static ViewType),
    /// A list.
    List(&'static ValueType),
    /// A value, or `null`.
    Optional(&'static ValueType),
}

/// A type with fields.
#[derive(Debug)]
pub struct ViewType {
    /// Its Rust name.
    pub name: &'static str,
    /// Its meaning: the lines of its doc comment.
    pub about: &'static [&'static str],
    /// Its fields, in their order.
    pub fields: &'static [ViewField],
}

/// A field of a view.
#[derive(Debug)]
pub struct ViewField {
    /// Its name.
    pub name: &'static str,
    /// Its meaning: the lines of its doc comment.
    pub about: &'static [&'static str],
    /// The type of its value.
    pub value: ValueType,
}

/// A Rust type that templates see.
pub trait TemplateValue {
    /// Its type in a template.
    const TYPE: ValueType;
}

macro_rules! plain_values {
    ($($Rust:ty => $kind:ident),* $(,)?) => {
        $(impl TemplateValue for $Rust {
            const TYPE: ValueType = ValueType::$kind;
        })*
    };
}

plain_values! {
    String => Text,
    &'static str => Text,
    char => Text,
    bool => Flag,
    usize => Number,
    u32 => Number,
}

impl<T: TemplateValue> TemplateValue for Vec<T> {
    const TYPE: ValueType = ValueType::List(&T::TYPE);
}

impl<T: TemplateValue> TemplateValue for Option<T> {
    const TYPE: ValueType = ValueType::Optional(&T::TYPE);
}

/// Declares structs as they stand, and lists them with their fields and doc comments in `TYPES`.
macro_rules! views {
    ($(
        $(#[doc = $about:literal])*
        #[derive($($derive:ident),*)]
        pub struct $View:ident {
            $($(#[doc = $field_about:literal])* pub $field:ident: $Value:ty,)*
        }
    )*) => {
        use $crate::render::view::declaration::{TemplateValue, ValueType, ViewField, ViewType};

        $(
            $(#[doc = $about])*
            #[derive($($derive),*)]
            pub struct $View {
                $($(#[doc = $field_about])* pub $field: $Value,)*
            }

            impl $View {
                /// The declaration of this type.
                pub const VIEW: &ViewType = &ViewType {
                    name: stringify!($View),
                    about: &[$($about),*],
                    fields: &[$(ViewField {
                        name: stringify!($field),
                        about: &[$($field_about),*],
                        value: <$Value as TemplateValue>::TYPE,
                    }),*],
                };
            }

            impl TemplateValue for $View {
                const TYPE: ValueType = ValueType::View($View::VIEW);
            }
        )*

        /// The types that are declared here, in their order.
        pub(super) const TYPES: &[&ViewType] = &[$($View::VIEW),*];
    };
}

pub(super) use views;
