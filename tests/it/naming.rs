//! Readings of words in addresses, held to a dictionary that the program's table was not made from.

use jianbao::naming::{Naming, former_slug, make_slug};

/// Of so many words the table of the dictionary may say something else than ours: the others are its mistakes.
const MAX_CONTRADICTIONS: usize = 75;

#[test]
fn words_with_a_polyphonic_first_character_are_read_as_a_dictionary_reads_them() {
    let mut words = 0;
    let mut contradictions = 0;
    let mut wrong = Vec::new();
    for line in include_str!("readings.txt").lines().filter(|line| !line.starts_with('#')) {
        let (entry, contradiction) = line.split_once(" # ").unwrap_or((line, ""));
        let (word, reading) = entry.split_once(' ').unwrap();
        words += 1;
        contradictions += usize::from(!contradiction.is_empty());

        let slug = make_slug(word, Naming::Pinyin).unwrap();
        if slug != reading.replace(' ', "") {
            wrong.push(format!("{word}: {slug}, not {reading}"));
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(words > 3_000 && contradictions <= MAX_CONTRADICTIONS, "{words} {contradictions}");
}

#[test]
fn names_of_tags_and_columns_are_read_by_words() {
    let cases = "重庆 chongqing, 银行 yinhang, 音乐 yinyue, 行业 hangye, 行业动态 hangyedongtai, 长三角 changsanjiao, 长江 changjiang,
        长三角一体化 changsanjiaoyitihua, 绿色 lvse, 女性 nvxing, 战略 zhanlve, 会计 kuaiji, 朝阳 chaoyang, 朝阳区 chaoyangqu,
        厦门 xiamen, 大厦 dasha, 单县 shanxian, 单位 danwei, 曾国藩 zengguofan, 曾经 cengjing, 重点项目 zhongdianxiangmu,
        重阳节 chongyangjie, 成都 chengdu, 首都 shoudu, 调研 diaoyan, 调解 tiaojie, 空调 kongtiao, 降水 jiangshui, 投降 touxiang,
        传记 zhuanji, 宣传 xuanchuan, 西藏 xizang, 收藏 shoucang, 藏族 zangzu, 参与 canyu, 人参 renshen, 称呼 chenghu,
        对称 duichen, 还款 huankuan, 大夫 daifu, 市长 shizhang, 增长 zengzhang, 校长 xiaozhang, 行长 hangzhang,
        人民银行 renminyinhang, 银行业 yinhangye, 发行 faxing, 重庆市科技局 chongqingshikejiju, 乐清 yueqing, 快乐 kuaile,
        尉迟恭 yuchigong, 万俟 moqi, 台州 taizhou, 六安 luan, 东莞 dongguan, 蚌埠 bengbu, 丽水 lishui, 说服 shuofu,
        重慶銀行 chongqingyinhang, 長三角 changsanjiao, 音樂 yinyue, 供给侧 gongjice, 给水 jishui, 处理 chuli, 血液 xueye,
        角色 juese, 校对 jiaodui, 率先 shuaixian, 效率 xiaolv, 模板 muban, 区块链 qukuailian, 长征精神 changzhengjingshen";
    for case in cases.split(',') {
        let (name, slug) = case.trim().split_once(' ').unwrap();
        assert_eq!(make_slug(name, Naming::Pinyin).as_deref(), Some(slug), "{name}");
    }
}

#[test]
fn earlier_addresses_are_known() {
    assert_eq!(former_slug("音乐", Naming::Pinyin).as_deref(), Some("yinle"));
    assert_eq!(former_slug("成都", Naming::Pinyin).as_deref(), Some("chengdou"));
    assert_eq!(former_slug("科技", Naming::Pinyin), None);
}
