//! Elements and attributes that a published SVG may be made of: all that browsers draw, and none that runs, moves or
//! loads something. Names are those of SVG 1.1 and 2.

/// Elements that are written again.
const DRAWN_ELEMENTS: [&str; 54] = [
    "a",
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feImage",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "g",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tspan",
    "use",
];

/// Elements that run code or hold what does.
const SCRIPT_ELEMENTS: [&str; 8] = ["script", "handler", "listener", "iframe", "frame", "embed", "object", "applet"];

/// Elements that change a picture as time goes by. They may change addresses too, and a bulletin is printed and kept:
/// none of them is written again.
const ANIMATION_ELEMENTS: [&str; 8] =
    ["animate", "animateColor", "animateMotion", "animateTransform", "discard", "mpath", "set", "animation"];

/// Elements that nothing is drawn of.
const UNDRAWN_ELEMENTS: [&str; 3] = ["metadata", "view", "cursor"];

/// Elements whose text is shown or read out.
const TEXT_ELEMENTS: [&str; 7] = ["a", "desc", "style", "text", "textPath", "title", "tspan"];

/// Attributes whose value is a name or a word, and never CSS.
const WORD_ATTRIBUTES: [&str; 17] = [
    "aria-describedby",
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "baseProfile",
    "class",
    "id",
    "lang",
    "media",
    "requiredExtensions",
    "requiredFeatures",
    "role",
    "systemLanguage",
    "tabindex",
    "title",
    "type",
    "version",
];

/// Attributes that say where something is or how it looks; their values may hold `url(#…)`.
const VALUE_ATTRIBUTES: [&str; 195] = [
    "alignment-baseline",
    "amplitude",
    "azimuth",
    "background",
    "baseFrequency",
    "baseline-shift",
    "bias",
    "buffered-rendering",
    "clip",
    "clip-path",
    "clip-rule",
    "clipPathUnits",
    "color",
    "color-interpolation",
    "color-interpolation-filters",
    "color-profile",
    "color-rendering",
    "cursor",
    "cx",
    "cy",
    "d",
    "diffuseConstant",
    "direction",
    "display",
    "divisor",
    "dominant-baseline",
    "dx",
    "dy",
    "edgeMode",
    "elevation",
    "enable-background",
    "exponent",
    "fill",
    "fill-opacity",
    "fill-rule",
    "filter",
    "filterRes",
    "filterUnits",
    "flood-color",
    "flood-opacity",
    "font",
    "font-family",
    "font-feature-settings",
    "font-kerning",
    "font-size",
    "font-size-adjust",
    "font-stretch",
    "font-style",
    "font-variant",
    "font-variant-caps",
    "font-variant-east-asian",
    "font-variant-ligatures",
    "font-variant-numeric",
    "font-variation-settings",
    "font-weight",
    "fr",
    "fx",
    "fy",
    "glyph-orientation-horizontal",
    "glyph-orientation-vertical",
    "gradientTransform",
    "gradientUnits",
    "height",
    "image-rendering",
    "in",
    "in2",
    "inline-size",
    "intercept",
    "isolation",
    "k1",
    "k2",
    "k3",
    "k4",
    "kernelMatrix",
    "kernelUnitLength",
    "kerning",
    "lengthAdjust",
    "letter-spacing",
    "lighting-color",
    "limitingConeAngle",
    "line-height",
    "marker",
    "marker-end",
    "marker-mid",
    "marker-start",
    "markerHeight",
    "markerUnits",
    "markerWidth",
    "mask",
    "mask-type",
    "maskContentUnits",
    "maskUnits",
    "method",
    "mix-blend-mode",
    "mode",
    "numOctaves",
    "offset",
    "opacity",
    "operator",
    "order",
    "orient",
    "orientation",
    "origin",
    "overflow",
    "paint-order",
    "path",
    "pathLength",
    "patternContentUnits",
    "patternTransform",
    "patternUnits",
    "pointer-events",
    "points",
    "pointsAtX",
    "pointsAtY",
    "pointsAtZ",
    "preserveAlpha",
    "preserveAspectRatio",
    "primitiveUnits",
    "r",
    "radius",
    "refX",
    "refY",
    "result",
    "rotate",
    "rx",
    "ry",
    "scale",
    "seed",
    "shape-image-threshold",
    "shape-inside",
    "shape-margin",
    "shape-padding",
    "shape-rendering",
    "shape-subtract",
    "side",
    "slope",
    "solid-color",
    "solid-opacity",
    "spacing",
    "specularConstant",
    "specularExponent",
    "spreadMethod",
    "startOffset",
    "stdDeviation",
    "stitchTiles",
    "stop-color",
    "stop-opacity",
    "stroke",
    "stroke-alignment",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "surfaceScale",
    "tableValues",
    "targetX",
    "targetY",
    "text-align",
    "text-anchor",
    "text-decoration",
    "text-decoration-color",
    "text-decoration-line",
    "text-decoration-style",
    "text-indent",
    "text-orientation",
    "text-overflow",
    "text-rendering",
    "text-transform",
    "textLength",
    "transform",
    "transform-box",
    "transform-origin",
    "unicode-bidi",
    "values",
    "vector-effect",
    "vertical-align",
    "viewBox",
    "visibility",
    "white-space",
    "width",
    "word-spacing",
    "writing-mode",
    "x",
    "x1",
    "x2",
    "xChannelSelector",
    "y",
    "y1",
    "y2",
    "yChannelSelector",
    "z",
    "zoomAndPan",
];

/// The fate of an element of SVG.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ElementRule {
    /// It is written again, under this name.
    Kept(&'static str),
    /// Nothing is drawn of it: left out with all that is in it.
    Undrawn,
    /// It holds a piece of a page.
    Foreign,
    /// It moves something.
    Animation,
    /// Nothing is known of it.
    Unknown,
}

/// Returns the fate of the element of a name.
pub(super) fn element_rule(name: &str) -> ElementRule {
    if let Some(kept) = DRAWN_ELEMENTS.iter().find(|kept| **kept == name) {
        return ElementRule::Kept(kept);
    }

    match name {
        "foreignObject" => ElementRule::Foreign,
        name if UNDRAWN_ELEMENTS.contains(&name) => ElementRule::Undrawn,
        name if ANIMATION_ELEMENTS.contains(&name) => ElementRule::Animation,
        _ => ElementRule::Unknown,
    }
}

/// Returns whether an element runs code, in whatever namespace and case it stands.
pub(super) fn is_script(name: &str) -> bool {
    SCRIPT_ELEMENTS.iter().any(|script| name.eq_ignore_ascii_case(script))
}

/// Returns whether the text in an element is shown or read out; elsewhere it is nothing but the blanks between tags.
pub(super) fn has_text(name: &str) -> bool {
    TEXT_ELEMENTS.contains(&name)
}

/// The fate of an attribute that has no prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AttributeRule {
    /// A word, written again as it is.
    Word,
    /// A value, looked through as CSS.
    Value,
    /// Declarations of CSS.
    Style,
    /// An address.
    Address,
    /// It runs code.
    Handler,
    /// Browsers draw nothing of it: left out. What programs keep in such is often the whole document, or its path.
    Undrawn,
}

/// Returns the fate of the attribute of a name.
pub(super) fn attribute_rule(name: &str) -> AttributeRule {
    match name {
        "style" => AttributeRule::Style,
        "href" => AttributeRule::Address,
        name if WORD_ATTRIBUTES.contains(&name) => AttributeRule::Word,
        name if VALUE_ATTRIBUTES.contains(&name) => AttributeRule::Value,
        name if name.len() > 2 && name.as_bytes()[..2].eq_ignore_ascii_case(b"on") => AttributeRule::Handler,
        _ => AttributeRule::Undrawn,
    }
}
