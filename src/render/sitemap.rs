//! `sitemap.xml` (sitemaps.org 0.9) and `robots.txt`.

use std::io;

use super::Renderer;
use super::xml::{XmlWriter, write_text_element, xml_document};
use crate::address::Address;
use crate::plan::{Route, SITEMAP_LIMIT, is_listed};

const SITEMAP_NAMESPACE: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");

impl Renderer<'_> {
    /// Renders all listed addresses, or an index of `count` files that share them.
    pub(super) fn sitemap_file(&self, count: usize) -> Vec<u8> {
        if count == 0 {
            return self.sitemap_urls(0, usize::MAX);
        }
        xml_document(|xml| {
            xml.create_element("sitemapindex").with_attribute(SITEMAP_NAMESPACE).write_inner_content(|xml| {
                for n in 1..=count {
                    let url = self.absolute_url(&Address::from_known(&format!("sitemap-{n}.xml")));
                    xml.create_element("sitemap").write_inner_content(|xml| write_text_element(xml, "loc", &url))?;
                }
                Ok(())
            })?;
            Ok(())
        })
    }

    /// Renders the `n`th file, from 1.
    pub(super) fn sitemap_part(&self, n: usize) -> Vec<u8> {
        self.sitemap_urls((n - 1) * SITEMAP_LIMIT, SITEMAP_LIMIT)
    }

    fn sitemap_urls(&self, skip: usize, take: usize) -> Vec<u8> {
        let listed = self.plan.routes().iter().filter(|(_, route)| is_listed(route));
        xml_document(|xml| {
            xml.create_element("urlset").with_attribute(SITEMAP_NAMESPACE).write_inner_content(|xml| {
                for (address, route) in listed.skip(skip).take(take) {
                    self.write_sitemap_url(xml, address, route)?;
                }
                Ok(())
            })?;
            Ok(())
        })
    }

    fn write_sitemap_url(&self, xml: &mut XmlWriter, address: &Address, route: &Route) -> io::Result<()> {
        xml.create_element("url").write_inner_content(|xml| {
            write_text_element(xml, "loc", &self.absolute_url(address))?;
            if let Route::Story(story) = route {
                let front = &self.site.story(*story).front;
                let changed = front.last_changed().unwrap_or(*front.date);
                write_text_element(xml, "lastmod", &changed.at.to_rfc3339())?;
            }
            Ok(())
        })?;
        Ok(())
    }

    /// Renders `robots.txt`. The search page may be found, pages of results not: there is no end of such addresses.
    pub(super) fn robots_file(&self) -> Vec<u8> {
        let base = &self.site.config.base_path;
        let sitemap = self.absolute_url(&Address::from_known("sitemap.xml"));
        format!("User-agent: *\nDisallow: {base}/search.html?\nSitemap: {sitemap}\n").into_bytes()
    }
}
