// @ts-check
/**
 * A bulletin like those of life, for looking at: hand-written stories with pictures, tables, charts and notices, and around
 * them years of generated ones.
 *
 * `node tests/newsroom/newsroom.mjs DIRECTORY [--columns 30]` writes it for the program to build. Nothing of it is taken
 * from elsewhere: the county of Yunting is invented, the pictures are made by code.
 */

import { cp, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { landscape, linePlan, phoneScreen } from "./pictures.mjs";
import { random } from "./random.mjs";

const STORIES = fileURLToPath(new URL("stories", import.meta.url));

/** The columns that the hand-written stories are in. */
const COLUMNS = { yaowen: "要闻", zhengce: "政策", zhuanti: "专题", xiangmu: "项目", jishu: "技术", fuwu: "服务", tushuo: "图说", renwu: "人物" };

/** Columns of the variant with thirty, besides. */
const MORE_COLUMNS = [
  "经济运行", "城乡建设", "交通出行", "教育", "医疗卫生", "就业", "社会保障", "养老", "住房", "生态环境", "水利",
  "农业农村", "文化旅游", "体育", "应急管理", "市场监管", "营商环境", "数据开放", "人大代表建议", "政协委员提案", "基层减负", "志愿服务",
];

const TAG_FIELDS = ["科技", "产业", "人才", "供水", "防汛", "养老", "教育", "医疗", "交通", "住房", "农业", "旅游", "环保", "就业", "消防"];
const TAG_KINDS = ["创新", "保障", "服务", "改革", "规划", "投资", "培训", "检查", "评选", "补贴", "公示", "招聘", "统计", "协作", "试点", "监管", "采购", "宣传", "普查", "救助"];

const WHO = ["县水务局", "城北街道", "青溪镇", "县教育局", "临河街道", "县人民医院", "柳市镇", "县农业农村局", "沙湾乡", "县图书馆"];
const DONE = ["启动", "完成", "公布", "开展", "推进", "部署"];
const WHAT = ["老旧小区改造", "校园安全检查", "秋粮收购", "家庭医生签约", "山洪灾害防御演练", "企业用工对接", "农村公路养护", "数字档案整理", "志愿者培训", "垃圾分类评比"];

const WEEKS = 240;
const NEWEST = Date.UTC(2026, 10, 20);
const DAY = 24 * 60 * 60 * 1000;

/**
 * Writes the bulletin.
 * @param {string} directory
 * @param {{ columns?: 8 | 30, seed?: number }} [options]
 */
export async function writeNewsroom(directory, { columns = 8, seed = 1 } = {}) {
  const names = { ...COLUMNS, ...Object.fromEntries(columns === 30 ? MORE_COLUMNS.map((name, at) => [`lanmu${at + 1}`, name]) : []) };
  await cp(STORIES, path.join(directory, "content"), { recursive: true });
  await Promise.all(Object.keys(names).map((name) => mkdir(path.join(directory, "content", name), { recursive: true })));
  await writeFile(path.join(directory, "site.yaml"), settings(names, columns));
  await writePictures(path.join(directory, "content/photos"));

  for (const [file, text] of generatedStories(Object.keys(names), seed)) {
    await writeFile(path.join(directory, "content", file), text);
  }
}

/** @param {Record<string, string>} names the columns @param {number} count */
function settings(names, count) {
  const title = count === 30 ? "云汀县人民政府办公室工作信息简报" : "云汀简报";
  const columns = Object.entries(names).map(([directory, name]) => `  ${directory}: ${name}\n`);
  return `title: ${title}
description: 云汀县的政策、项目、服务和人物，每周五出版
base_url: https://example.org
timezone: Asia/Shanghai
page_size: 20
government: {site_name: ${title}, organizer: 云汀县人民政府办公室, contact: 0573-85012346, icp: 云ICP备00000000号}
columns:
${columns.join("")}`;
}

/** Pictures of every form that people send. @param {string} directory */
async function writePictures(directory) {
  await mkdir(directory, { recursive: true });
  const pictures = {
    landscape: landscape(2400, 1600, 1),
    wide: landscape(1600, 900, 2),
    portrait: landscape(1200, 1800, 3),
    square: landscape(1000, 1000, 4),
    small: landscape(300, 200, 5),
    panorama: landscape(9000, 900, 6),
    plan: linePlan(1400, 900),
    phone: phoneScreen(1080, 2400),
  };
  for (const [name, bytes] of Object.entries(pictures)) {
    await writeFile(path.join(directory, `${name}.png`), bytes);
  }
}

/**
 * The generated stories, as pairs of path and text: two a week over some years, and one of 45,000 characters.
 * @param {string[]} columns
 * @param {number} seed
 * @returns {Iterable<[string, string]>}
 */
function* generatedStories(columns, seed) {
  const draw = random(seed);
  let number = 0;

  for (let week = 0; week < WEEKS; week++) {
    const friday = new Date(NEWEST - week * 7 * DAY);
    for (let nth = 0; nth < 2; nth++) {
      const day = new Date(friday.getTime() - nth * 2 * DAY);
      const column = columns[number % columns.length];
      yield [`${column}/${isoDay(day)}-${number}.md`, generatedStory(draw, number, day, friday)];
      number += 1;
    }
  }
  yield ["zhuanti/2026-11-18-changwen.md", longStory(draw)];
}

/** @param {(below: number) => number} draw @param {number} number @param {Date} day @param {Date} friday */
function generatedStory(draw, number, day, friday) {
  const who = WHO[draw(WHO.length)];
  const what = WHAT[draw(WHAT.length)];
  const tags = [TAG_FIELDS[number % TAG_FIELDS.length] + TAG_KINDS[Math.floor(number / TAG_FIELDS.length) % TAG_KINDS.length]];
  if (number % 3 === 0) tags.push("民生实事");
  const cover = number % 10 === 0 ? `cover: ../photos/${["landscape", "portrait", "square", "wide", "small"][(number / 10) % 5]}.png\n` : "";
  const year = friday.getUTCFullYear();
  const week = Math.ceil((friday.getTime() - Date.UTC(year, 0, 1) + DAY) / (7 * DAY));

  return `---
title: ${who}${DONE[draw(DONE.length)]}${what}${number % 4 === 0 ? `：涉及${20 + draw(80)}个村（社区），月底前全部完成` : ""}
date: ${isoDay(day)}
tags: [${tags.join(", ")}]
issue: ${year}年第${week}期
${cover}---

${paragraph(draw, who, what)}

${paragraph(draw, WHO[draw(WHO.length)], what)}
`;
}

/** @param {(below: number) => number} draw */
function longStory(draw) {
  const chapters = Array.from({ length: 24 }, (_, chapter) => {
    const paragraphs = Array.from({ length: 22 }, () => paragraph(draw, WHO[draw(WHO.length)], WHAT[draw(WHAT.length)]));
    return `## 第${chapter + 1}部分：${WHAT[chapter % WHAT.length]}\n\n${paragraphs.join("\n\n")}\n`;
  });
  return `---\ntitle: 云汀县国民经济和社会发展第十六个五年规划纲要（草案）\ndate: 2026-11-18\ntags: [规划]\nissue: 2026年第47期\n---\n\n${chapters.join("\n")}`;
}

/** @param {(below: number) => number} draw @param {string} who @param {string} what */
function paragraph(draw, who, what) {
  const share = 50 + draw(49);
  const people = 100 + draw(9000);
  return [
    `${who}近日${DONE[draw(DONE.length)]}${what}，涉及群众${people}人。`,
    `截至目前，工作进度为${share}.${draw(10)}%，比上月提高${1 + draw(9)}个百分点。`,
    `下一步，${WHO[draw(WHO.length)]}将会同有关单位，把${what}的经验整理成册，供各乡镇参考。`,
  ].join("");
}

/** `2026-11-20` @param {Date} day */
function isoDay(day) {
  return day.toISOString().slice(0, 10);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { columns: { type: "string", default: "8" } } });
  if (positionals.length !== 1 || !["8", "30"].includes(values.columns)) {
    console.error("usage: node tests/newsroom/newsroom.mjs DIRECTORY [--columns 8|30]");
    process.exit(2);
  }
  await writeNewsroom(positionals[0], { columns: values.columns === "30" ? 30 : 8 });
}
