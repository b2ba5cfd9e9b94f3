//! What a story is made of, field by field. Whoever gives a value another field is told here by the compiler.

use chrono::{DateTime, FixedOffset, Utc};

use super::bytes::{Kept, Reader, Writer};
use crate::address::Address;
use crate::chart::{Chart, ChartKind, ChartNumber, Series};
use crate::diagnostic::fix::{Edit, Fix, FixSafety};
use crate::diagnostic::{Diagnostic, Message, Place, RelatedPlace, Severity, catalog};
use crate::digest::Digest;
use crate::parse::front_matter::{Correction, Figures, Required, front_matter_fields};
use crate::parse::markdown::{Html, Slot};
use crate::parse::text::TextLength;
use crate::parse::{
    Byline, FrontMatter, Heading, Introduction, IssueName, LinkTarget, MinHash, Moment, PageNumber, ParsedText,
    SiteLink, Story, StoryBody,
};
use crate::source::{FileId, Span, Spanned};

/// Structures by all of their fields.
macro_rules! structures {
    ($($name:ident { $($field:ident),+ $(,)? })+) => {$(
        impl Kept for $name {
            fn write(&self, to: &mut Writer) {
                let Self { $($field),+ } = self;
                $($field.write(to);)+
            }

            fn read(from: &mut Reader) -> Option<Self> {
                Some(Self { $($field: Kept::read(from)?),+ })
            }
        }
    )+};
}

/// Choices by all of their variants, each with a number.
macro_rules! choices {
    ($($name:ident { $($number:literal $variant:ident $(($inside:ident))?),+ $(,)? })+) => {$(
        impl Kept for $name {
            fn write(&self, to: &mut Writer) {
                match self {
                    $(Self::$variant $(($inside))? => {
                        to.number($number);
                        $($inside.write(to);)?
                    })+
                }
            }

            fn read(from: &mut Reader) -> Option<Self> {
                match from.number()? {
                    $($number => Some(Self::$variant $(({ let $inside = Kept::read(from)?; $inside }))?),)+
                    _ => None,
                }
            }
        }
    )+};
}

impl Kept for Html {
    fn write(&self, to: &mut Writer) {
        to.text(self.text());
        self.slots().to_vec().write(to);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Self::from_parts(from.text()?, Kept::read(from)?)
    }
}

structures! {
    ParsedText { story, introduction, diagnostics }
    Introduction { column, body }
    Figures { charts, tables }
    Byline { role, names }
    Correction { date, text }
    Moment { at, has_time }
    IssueName { year, number }
    PageNumber { number, name }
    StoryBody { html, text, lead_ranges, headings, links, charts, tables, pictures }
    Heading { level, id, text }
    SiteLink { written, span, target, anchor }
    TextLength { han, words }
    Chart { kind, title, unit, alt, source, head, labels, series, from }
    Series { name, numbers }
    ChartNumber { written, value }
    Message { zh, en }
    RelatedPlace { place, remark }
    Fix { safety, edits }
    Edit { span, replacement }
    Span { file, start, end }
}

front_matter_fields! { structures }

impl<T: Kept> Kept for Spanned<T> {
    fn write(&self, to: &mut Writer) {
        self.value.write(to);
        self.span.write(to);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some(Self { value: Kept::read(from)?, span: Kept::read(from)? })
    }
}

impl<T: Kept> Kept for Required<T> {
    fn write(&self, to: &mut Writer) {
        T::write(self, to);
        self.span().write(to);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        let value = T::read(from)?;
        let span = Option::read(from)?;
        Some(match span {
            Some(span) => Self::Written(Spanned { value, span }),
            None => Self::StandIn(value),
        })
    }
}

choices! {
    Slot { 0 Root, 1 Fragment, 2 Id, 3 OwnClass, 4 Picture(path), 5 PictureEnd, 6 Chart(at) }
    LinkTarget { 0 Here, 1 Story(path), 2 Picture(path), 3 Output(path) }
    ChartKind { 0 Bar, 1 Line, 2 Proportion, 3 Ring, 4 Multiples }
    Severity { 0 Error, 1 Warning }
    FixSafety { 0 Safe, 1 NeedsConfirmation }
    Place { 0 Site, 1 File(path), 2 At(span) }
}

impl Kept for Story {
    fn write(&self, to: &mut Writer) {
        // File and path are those of the text.
        let Self { file: _, text_digest, path: _, column, address, front, body, headline, summary, length, minhash } =
            self;
        text_digest.to_bytes().write(to);
        column.write(to);
        address.write(to);
        front.write(to);
        body.write(to);
        headline.write(to);
        summary.write(to);
        length.write(to);
        minhash.write(to);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        let file = from.ground.file;
        Some(Self {
            file,
            text_digest: Digest::from(<[u8; 16]>::read(from)?),
            path: from.ground.sources.text(file).path.clone(),
            column: Kept::read(from)?,
            address: Kept::read(from)?,
            front: Kept::read(from)?,
            body: Kept::read(from)?,
            headline: Kept::read(from)?,
            summary: Kept::read(from)?,
            length: Kept::read(from)?,
            minhash: Kept::read(from)?,
        })
    }
}

impl Kept for Diagnostic {
    fn write(&self, to: &mut Writer) {
        let Self { code, severity, kind: _, message, place, related, help, fixes, others } = self;
        to.text(code);
        severity.write(to);
        message.write(to);
        place.write(to);
        related.write(to);
        help.write(to);
        fixes.write(to);
        to.number(*others as u64);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        let entry = catalog::find_entry(&from.text()?)?;
        Some(Self {
            code: entry.code,
            severity: Kept::read(from)?,
            kind: entry.kind,
            message: Kept::read(from)?,
            place: Kept::read(from)?,
            related: Kept::read(from)?,
            help: Kept::read(from)?,
            fixes: Kept::read(from)?,
            others: usize::try_from(from.number()?).ok()?,
        })
    }
}

/// Its own file is 0; another stands there by its path.
impl Kept for FileId {
    fn write(&self, to: &mut Writer) {
        let ground = to.ground;
        let other = (*self != ground.file).then(|| &ground.sources.text(*self).path);
        to.number(u64::from(other.is_some()));
        if let Some(path) = other {
            to.text(path);
        }
    }

    fn read(from: &mut Reader) -> Option<Self> {
        match from.number()? {
            0 => Some(from.ground.file),
            1 => Some(from.ground.sources.find(&from.text()?)?.0),
            _ => None,
        }
    }
}

impl Kept for Address {
    fn write(&self, to: &mut Writer) {
        to.text(self.as_str());
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Self::new(&from.text()?)
    }
}

impl Kept for MinHash {
    fn write(&self, to: &mut Writer) {
        self.0.iter().for_each(|bin| to.bytes(&bin.to_le_bytes()));
    }

    fn read(from: &mut Reader) -> Option<Self> {
        let mut bins = Box::new([0; _]);
        for bin in bins.iter_mut() {
            *bin = u32::from_le_bytes(from.bytes(4)?.try_into().ok()?);
        }
        Some(Self(bins))
    }
}

impl Kept for DateTime<FixedOffset> {
    fn write(&self, to: &mut Writer) {
        to.bytes(&self.timestamp().to_le_bytes());
        to.number(u64::from(self.timestamp_subsec_nanos()));
        to.bytes(&self.offset().local_minus_utc().to_le_bytes());
    }

    fn read(from: &mut Reader) -> Option<Self> {
        let seconds = i64::from_le_bytes(from.bytes(8)?.try_into().ok()?);
        let at = DateTime::<Utc>::from_timestamp(seconds, u32::read(from)?)?;
        let offset = i32::from_le_bytes(from.bytes(4)?.try_into().ok()?);
        Some(at.with_timezone(&FixedOffset::east_opt(offset)?))
    }
}
