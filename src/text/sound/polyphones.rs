//! Knows the characters that are read in several ways in everyday talk.
//!
//! Dictionaries list every reading there ever was, so that 餐 (also `sun`) and 信 (also `shen`) would sound like words nobody
//! means: with all of them, ordinary talk sounds like a given phrase of two syllables three times as often, and hardly more
//! of what was misheard is found. So a character has the one reading a dictionary puts first, and only those below have more.

/// Characters with their everyday readings, without tones.
const POLYPHONES: &str = "\
    薄 bo bao/剥 bo bao/曝 bao pu/便 bian pian/参 can shen cen/藏 cang zang/曾 ceng zeng/差 cha chai ci/长 chang zhang/\
    朝 chao zhao/车 che ju/匙 chi shi/臭 chou xiu/重 zhong chong/畜 chu xu/传 chuan zhuan/幢 zhuang chuang/大 da dai/\
    单 dan shan/弹 dan tan/的 de di/得 de dei/地 di de/调 diao tiao/都 dou du/度 du duo/恶 e wu/佛 fo fu/否 fou pi/\
    盖 gai ge/给 gei ji/谷 gu yu/还 hai huan/行 xing hang/和 he huo hu/会 hui kuai/奇 qi ji/系 xi ji/茄 qie jia/\
    降 jiang xiang/强 qiang jiang/角 jiao jue/觉 jue jiao/校 xiao jiao/嚼 jiao jue/解 jie xie/劲 jin jing/圈 quan juan/\
    卡 ka qia/壳 ke qiao/了 le liao/乐 le yue/勒 le lei/俩 lia liang/六 liu lu/露 lu lou/绿 lü lu/率 lü shuai/\
    落 luo la lao/埋 mai man/脉 mai mo/没 mei mo/秘 mi bi/模 mo mu/抹 mo ma/那 na nei/哪 na nei/呢 ne ni/粘 nian zhan/\
    弄 nong long/胖 pang pan/炮 pao bao/刨 pao bao/屏 ping bing/迫 po pai/栖 qi xi/亲 qin qing/塞 sai se/色 se shai/\
    厦 sha xia/什 shen shi/省 sheng xing/盛 sheng cheng/石 shi dan/识 shi zhi/似 si shi/熟 shu shou/属 shu zhu/\
    谁 shui shei/说 shuo shui/伺 si ci/宿 su xiu/提 ti di/拓 tuo ta/尾 wei yi/尉 wei yu/吓 xia he/巷 xiang hang/\
    削 xiao xue/血 xue xie/咽 yan ye/叶 ye xie/殷 yin yan/扎 zha za/查 cha zha/轧 zha ya/择 ze zhai/这 zhe zhei/\
    着 zhe zhao zhuo/折 zhe she/爪 zhua zhao/琢 zhuo zuo/咱 zan za";

/// Each of them with its readings.
pub(crate) fn polyphones() -> impl Iterator<Item = (char, Vec<&'static str>)> {
    POLYPHONES.split('/').filter_map(|entry| {
        let mut words = entry.split_whitespace();
        Some((words.next()?.chars().next()?, words.collect()))
    })
}

#[cfg(test)]
mod tests {
    use pinyin::ToPinyinMulti;

    use super::*;

    #[test]
    fn the_dictionary_has_every_reading() {
        let mut seen = std::collections::BTreeSet::new();
        for (c, readings) in polyphones() {
            let known: Vec<&str> = c.to_pinyin_multi().into_iter().flatten().map(|pinyin| pinyin.plain()).collect();
            assert!(
                readings.len() > 1 && readings.iter().all(|reading| known.contains(reading)),
                "{c} {readings:?}: {known:?}"
            );
            assert!(seen.insert(c), "{c} stands twice");
        }
    }
}
