//! `government:` of `site.yaml`.

use crate::address::{self, Scheme};
use crate::diagnostic::{Diagnostic, catalog};
use crate::yaml::{MapReader, Node};

/// The `government:` block: names for the `<meta>` tags of 国办发〔2017〕47号 and the footer.
#[derive(Clone, Debug, Default)]
pub struct GovernmentSettings {
    /// 网站名称
    pub site_name: String,
    /// 网站域名
    pub site_domain: String,
    /// 网站标识码
    pub site_id: String,
    /// 主办单位
    pub organizer: String,
    /// 联系方式
    pub contact: String,
    /// ICP 备案号
    pub icp: String,
    /// 公安备案号
    pub police: String,
    /// 找错: where readers report a mistake, a web or mail address.
    pub report: String,
}

pub(super) fn parse_government(node: Node, diagnostics: &mut Vec<Diagnostic>) -> GovernmentSettings {
    let mut fields = MapReader::from_node(node, "government", diagnostics);
    let government = GovernmentSettings {
        site_name: take_safe_text(&mut fields, "site_name", "网站名称", address::is_harmful),
        site_domain: take_safe_text(&mut fields, "site_domain", "网站域名", address::is_harmful),
        site_id: take_safe_text(&mut fields, "site_id", "网站标识码", address::is_harmful),
        organizer: take_safe_text(&mut fields, "organizer", "主办单位", address::is_harmful),
        contact: take_safe_text(&mut fields, "contact", "联系方式", address::is_harmful),
        icp: take_safe_text(&mut fields, "icp", "ICP备案号", address::is_harmful),
        police: take_safe_text(&mut fields, "police", "公安备案号", address::is_harmful),
        report: take_safe_text(&mut fields, "report", "找错", |url| address::judge_scheme(url) == Scheme::Unsafe),
    };

    fields.report_unknown();
    government
}

/// Takes a text that pages show or lead to; one that must not be led to is reported and left out.
fn take_safe_text(fields: &mut MapReader, en: &'static str, zh: &'static str, is_refused: fn(&str) -> bool) -> String {
    let Some((text, span)) = fields.take_text(en, zh) else { return String::new() };

    // A theme may fill it in as HTML.
    if is_refused(&text) || is_refused(&address::without_entities(&text)) {
        fields.diagnostics().push(catalog::address_refused(span, en, &text));
        return String::new();
    }
    text
}
