// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { folding, pageText, scripts, term as toTerm } from "../../themes/jianbao/assets/js/search/text.js";

const fold = folding(new Map([["體", "体"], ["蘭", "兰"]]));

/** @param {string} html */
const text = (html) => pageText(`<main>头<!--search-->${html}<!--/search-->尾</main>`);

test("抹平：全角、大小写；省略号不动", () => {
  assert.equal(fold("ＧＢ／Ｔ　３７６６８，Ｃ＋＋"), "gb/t 37668,c++");
  assert.equal(fold("等等……㍿"), "等等……株式会社");
  assert.equal(fold("ΟΔΟΣ"), "οδοσ");
  assert.equal(fold("ｶﾞ"), "ガ");
  assert.equal(fold("軟體\uf91f"), "軟体兰");
  assert.equal(fold("爱心❤\ufe0f葛\u{e0100}志愿\u200b服务"), "爱心❤葛志愿服务");
});

test("能查找的字，与 fold.rs 相同", () => {
  const { runs: found } = toTerm(fold("投入6623.48万元，“1+4+N”、GB/T 37668、Ｃ++与R&D。"));
  assert.deepEqual(found.map((run) => run.join("")), ["投入6623.48万元", "1+4+n", "gb/t", "37668", "c++与r&d"]);
  assert.deepEqual(toTerm("，“𠮷野”😀"), { text: "𠮷野", runs: [["𠮷", "野"]] });
  assert.deepEqual(toTerm("，😀").text, "");
  assert.deepEqual(scripts("5g技术a"), [{ text: "5g", han: false }, { text: "技术", han: true }, { text: "a", han: false }]);
});

test("网页变成文字：一段一行，行内标签不断开", () => {
  assert.equal(text("<p>深<b>根</b>计<wbr>划</p>\n<p>第二<br>段\n落</p>"), "深根计划\n第二\n段 落");
  assert.equal(text("<ul><li>一</li><li>二</li></ul><table><tr><td>三</td><td>四</td></tr></table>甲<hr>乙"), "一\n二\n三\n四\n甲\n乙");
  assert.equal(text("<figcaption>题<span class=\"credit\">摄影 某</span></figcaption>"), "题\n摄影 某");
});

test("一页上的几处：摘要、正文、更正，互不相连", () => {
  const page = "<main><p>摘要<!--search-->甲<!--/search--></p>无关<!--search--><p>乙</p><p>丙</p><!--/search--><!--search-->丁<!--/search--></main>";
  assert.equal(pageText(page), "甲\n乙\n丙\n丁");
});

test("注音、注码、回链、脚本、图形、注释不要", () => {
  assert.equal(text("<ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp>字<rt>zì</rt></ruby>"), "汉字");
  assert.equal(text('甲<sup class="note"><a href="#n">1</a></sup>乙<sup>2</sup>'), "甲乙2");
  assert.equal(text('注<a class="back" href="#r">↩</a>。<a class="background">文</a>'), "注。文");
  assert.equal(text("甲<script>if (a < b) '</p>'</script>乙<style>p > a {}</style>丙<svg><svg></svg>x<title>y</title></svg>丁"), "甲乙丙丁");
  assert.equal(text("甲<!-- <p> -->乙"), "甲乙");
});

test("实体、引号里的大于号、不成标签的小于号", () => {
  assert.equal(text("A&amp;B &lt;p&gt; &#39;&#x4E2D;&#20013;&quot;&nbsp;&amp;lt; &hellip; &#x110000;"), "A&B <p> '中中\" &lt; &hellip; &#x110000;");
  assert.equal(text('甲<a title="a>b" href=\'>\'>乙</a>丙 < 丁<3'), "甲乙丙 < 丁<3");
});

test("没有记号的不是稿件", () => {
  for (const page of ["", "<main><p>请先登录</p></main>", "<!--search--><p>断了"]) assert.throws(() => pageText(page));
  assert.equal(text(""), "");
});

test("所用时间与长度成正比，怎样的网页都一样", () => {
  for (const piece of ["<", "<a ", "<!--", '<a "', "<svg>", "<rt>甲", "&#", "</p>", "\n ", "<a '\">"]) {
    const start = performance.now();
    text(piece.repeat(100_000));
    assert.ok(performance.now() - start < 1500, `${piece}：${performance.now() - start} ms`);
  }
});
