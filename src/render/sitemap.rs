//! `sitemap.xml` (sitemaps.org 0.9) and `robots.txt`.

use std::io;

use quick_xml::Writer;
use quick_xml::events::BytesText;

use super::Renderer;
use super::feed::xml_document;
use crate::address::Address;
use crate::plan::{Route, SITEMAP_LIMIT, is_listed};

const SITEMAP_NAMESPACE: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");

impl Renderer<'_> {
    /// All listed addresses, or an index of `count` files that share them.
    pub(super) fn sitemap_file(&self, count: usize) -> Vec<u8> {
        if count == 0 {
            return self.sitemap_urls(0, usize::MAX);
        }
        xml_document(|xml| {
            xml.create_element("sitemapindex").with_attribute(SITEMAP_NAMESPACE).write_inner_content(|xml| {
                for n in 1..=count {
                    let url = self.absolute_url(&Address::from_known(&format!("sitemap-{n}.xml")));
                    xml.create_element("sitemap").write_inner_content(|xml| element(xml, "loc", &url))?;
                }
                Ok(())
            })?;
            Ok(())
        })
    }

    /// The `n`th file, from 1.
    pub(super) fn sitemap_part(&self, n: usize) -> Vec<u8> {
        self.sitemap_urls((n - 1) * SITEMAP_LIMIT, SITEMAP_LIMIT)
    }

    fn sitemap_urls(&self, skip: usize, take: usize) -> Vec<u8> {
        xml_document(|xml| {
            xml.create_element("urlset").with_attribute(SITEMAP_NAMESPACE).write_inner_content(|xml| {
                let listed = self.plan.routes().iter().filter(|(_, route)| is_listed(route));
                for (address, route) in listed.skip(skip).take(take) {
                    xml.create_element("url").write_inner_content(|xml| {
                        element(xml, "loc", &self.absolute_url(address))?;
                        if let Route::Story(ix) = route {
                            let front = &self.site.story(*ix).front;
                            element(xml, "lastmod", &front.last_changed().unwrap_or(*front.date).at.to_rfc3339())?;
                        }
                        Ok(())
                    })?;
                }
                Ok(())
            })?;
            Ok(())
        })
    }

    /// The search page may be found, what was searched on it not: there is no end of such addresses.
    pub(super) fn robots_file(&self) -> Vec<u8> {
        let base = &self.site.config.base_path;
        let sitemap = self.absolute_url(&Address::from_known("sitemap.xml"));
        format!("User-agent: *\nDisallow: {base}/search.html?\nSitemap: {sitemap}\n").into_bytes()
    }
}

fn element(xml: &mut Writer<Vec<u8>>, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(text)).map(drop)
}
