//! Values that are of no trade: numbers, texts, lists.

use std::ops::Range;
use std::sync::Arc;

use super::bytes::{Kept, Reader, Writer};

impl Kept for String {
    fn write(&self, to: &mut Writer) {
        to.text(self);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        from.text()
    }
}

impl<T: Kept> Kept for Option<T> {
    fn write(&self, to: &mut Writer) {
        to.number(u64::from(self.is_some()));
        self.iter().for_each(|it| it.write(to));
    }

    fn read(from: &mut Reader) -> Option<Self> {
        match from.number()? {
            0 => Some(None),
            1 => Some(Some(T::read(from)?)),
            _ => None,
        }
    }
}

impl<T: Kept> Kept for Arc<T> {
    fn write(&self, to: &mut Writer) {
        T::write(self, to);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        T::read(from).map(Self::new)
    }
}

impl<T: Kept> Kept for Vec<T> {
    fn write(&self, to: &mut Writer) {
        to.number(self.len() as u64);
        self.iter().for_each(|it| it.write(to));
    }

    fn read(from: &mut Reader) -> Option<Self> {
        let count = from.count()?;
        let mut all = from.room(count)?;
        for _ in 0..count {
            all.push(T::read(from)?);
        }
        Some(all)
    }
}

impl<A: Kept, B: Kept> Kept for (A, B) {
    fn write(&self, to: &mut Writer) {
        self.0.write(to);
        self.1.write(to);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some((A::read(from)?, B::read(from)?))
    }
}

impl Kept for Range<usize> {
    fn write(&self, to: &mut Writer) {
        self.start.write(to);
        self.end.write(to);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some(usize::read(from)?..usize::read(from)?)
    }
}

impl<const N: usize> Kept for [u8; N] {
    fn write(&self, to: &mut Writer) {
        to.bytes(self);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        from.bytes(N)?.try_into().ok()
    }
}

impl Kept for bool {
    fn write(&self, to: &mut Writer) {
        to.number(u64::from(*self));
    }

    fn read(from: &mut Reader) -> Option<Self> {
        match from.number()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

macro_rules! numbers {
    ($($name:ident)+) => {$(
        impl Kept for $name {
            fn write(&self, to: &mut Writer) {
                to.number(*self as u64);
            }

            fn read(from: &mut Reader) -> Option<Self> {
                from.number()?.try_into().ok()
            }
        }
    )+};
}

numbers! { u8 u32 usize }

impl Kept for f64 {
    fn write(&self, to: &mut Writer) {
        to.bytes(&self.to_bits().to_le_bytes());
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some(Self::from_bits(u64::from_le_bytes(from.bytes(8)?.try_into().ok()?)))
    }
}
