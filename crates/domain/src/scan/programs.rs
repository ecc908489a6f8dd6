//! Which requests come from programs and not from people.
//!
//! Nobody can know it for sure, and a program that disguises itself is counted as a person. Four rules, from the widest to the
//! narrowest, so that the list needs no care whenever somebody writes another program:
//!
//! 1. Browsers begin their name with `Mozilla/`, a habit since 1994, or are one of the few that do not. What begins otherwise, or
//!    has no name, is a program: libraries (`curl/`, `python-requests/`, `Go-http-client/`), monitors, and messengers that make
//!    a preview (`WhatsApp/`, `facebookexternalhit/`).
//! 2. Programs that mean well say where to read about them: there is an address in the name.
//! 3. `(compatible; Name` is how programs name themselves; of browsers only old ones did.
//! 4. The words below stand in the names of the rest, such as headless browsers.

/// As much of a name is looked at.
const LOOKED_AT: usize = 512;

/// How browsers begin, in lower case.
const BROWSERS: [&str; 9] = [
    "mozilla/",
    "opera/",
    "ucweb/",
    "blackberry",
    "nokia",
    "samsung-",
    "lynx/",
    "links ",
    "w3m/",
];

/// Browsers that said `(compatible; Name`.
const COMPATIBLE: [&str; 2] = ["msie", "konqueror"];

/// Whether a name is that of a program.
pub(super) fn is_program(user_agent: &str) -> bool {
    let all = user_agent.trim_ascii().as_bytes();
    let name = &all[..all.len().min(LOOKED_AT)];
    if !BROWSERS.into_iter().any(|begin| starts(name, begin)) {
        return true;
    }
    // A text browser names the library that it is made of.
    if !starts(name, "mozilla/") {
        return false;
    }
    (0..name.len()).any(|at| {
        let rest = &name[at..];
        match rest[0].to_ascii_lowercase() {
            b'b' if starts(rest, "bot") => is_bot(&name[..at], &rest[3..]),
            b'(' if starts(rest, "(compatible; ") => {
                !COMPATIBLE.into_iter().any(|browser| starts(&rest[13..], browser))
            }
            first => words(first).iter().any(|word| starts(rest, word)),
        }
    })
}

/// `Googlebot/2.1`, `bot.html`, `robots`: at the end of a word. There are phones called Cubot.
fn is_bot(before: &[u8], behind: &[u8]) -> bool {
    let cubot = before.len() >= 2 && before[before.len() - 2..].eq_ignore_ascii_case(b"cu");
    let end = |rest: &[u8]| rest.first().is_none_or(|b| !b.is_ascii_alphabetic());
    let plural = behind.first().is_some_and(|b| b.eq_ignore_ascii_case(&b's'));
    !cubot && (end(behind) || (plural && end(&behind[1..])))
}

/// What programs are called that begin like a browser, by the first letter.
const fn words(first: u8) -> &'static [&'static str] {
    match first {
        b'a' => &[
            "archiver",
            "adsbot",
            "apis-google",
            "ahrefs",
            "anthropic",
            "axios",
        ],
        b'b' => &["bingpreview", "barkrowler", "bytespider", "brandverity"],
        b'c' => &[
            "crawl",
            "chatgpt-user",
            "claude-",
            "censys",
            "checker",
            "cookiehub",
            "cypress/",
            "cloudflare-",
        ],
        b'd' => &["datadog", "dareboost", "dataprovider", "daum/"],
        b'e' => &["embedly", "expanse"],
        b'f' => &["fetch", "facebookexternalhit", "favicon"],
        b'g' => &[
            "google-",
            "googleother",
            "google web preview",
            "google page",
            "gtmetrix",
        ],
        b'h' => &[
            "http://",
            "https://",
            "headless",
            "httrack",
            "healthcheck",
            "heritrix",
        ],
        b'i' => &["ia_archiver", "iframely", "ips-agent"],
        b'j' => &["jsdom", "jorgee"],
        b'l' => &["lighthouse", "linkpreview", "libwww", "ltx71"],
        b'm' => &["mediapartners", "monitor", "meta-external", "masscan"],
        b'n' => &[
            "netcraft", "nagios", "nessus", "nikto", "nmap", "newrelic", "nutch",
        ],
        b'p' => &[
            "preview",
            "phantomjs",
            "pingdom",
            "puppeteer",
            "playwright",
            "ptst/",
            "pagespeed",
            "perplexity",
            "prerender",
            "probe",
            "python",
            "pinterest/0",
        ],
        b'q' => &["qualys", "qwantify"],
        b'r' => &["rigor", "rackspace"],
        b's' => &[
            "spider",
            "scrap",
            "slurp",
            "selenium",
            "slack-imgproxy",
            "screaming frog",
            "statuscake",
            "synthetic",
            "skypeuri",
            "site24x7",
            "sqlmap",
            "snap url",
        ],
        b'u' => &["uptime", "updown.io"],
        b'v' => &["validator", "vkshare"],
        b'w' => &["w3c_", "webpagetest", "wappalyzer", "whatweb", "wpscan", "webzip"],
        b'y' => &["yeti/", "yahoo! slurp", "yahoo link preview", "yandex.com/"],
        b'z' => &["zgrab", "zabbix"],
        _ => &[],
    }
}

/// Without regard to case; `begin` is in lower case and has two letters at least. Most answers are no, and the second letter tells.
fn starts(text: &[u8], begin: &str) -> bool {
    let begin = begin.as_bytes();
    match (text, begin) {
        ([_, second, ..], [_, wanted, ..]) if (*second | 0x20) == (*wanted | 0x20) => text
            .get(..begin.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(begin)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_program;

    #[test]
    fn programs_are_known_by_their_names() {
        for name in [
            // Nobody.
            "",
            "-",
            "x",
            // Search engines and the like.
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36 (compatible; GoogleOther)",
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76 Safari/537.36",
            "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
            "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
            "Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.1 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)",
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0",
            "DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)",
            "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
            "Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)",
            "Mozilla/5.0 (compatible; SomeNewThing/1.0)",
            // Previews.
            "WhatsApp/2.24.20.89 A",
            "TelegramBot (like TwitterBot)",
            "Twitterbot/1.0",
            "LinkedInBot/1.0 (compatible; Mozilla/5.0)",
            "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
            "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
            "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
            "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
            // Monitors.
            "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
            "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 DatadogSynthetics",
            "ELB-HealthChecker/2.0",
            "kube-probe/1.31",
            "Blackbox Exporter/0.25.0",
            // Libraries.
            "curl/8.5.0",
            "Wget/1.21.4",
            "python-requests/2.32.3",
            "Go-http-client/2.0",
            "okhttp/4.12.0",
            "Java/21.0.2",
            "Apache-HttpClient/5.3 (Java/21)",
            "axios/1.7.7",
            "node",
            "PostmanRuntime/7.42.0",
            "Ruby",
            "Dalvik/2.1.0 (Linux; U; Android 14)",
            "Mozilla/5.0 (Windows NT; Windows NT 10.0; de-DE) WindowsPowerShell/5.1 https://x",
            // Browsers without people.
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0.0.0 Safari/537.36",
            "Mozilla/5.0 (Linux; Android 11; moto g power (2022)) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36 Chrome-Lighthouse",
            "Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1 Safari/538.1",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 PTST/240828",
        ] {
            assert!(is_program(name), "{name}");
        }
    }

    #[test]
    fn people_are_not_taken_for_programs() {
        for name in [
            "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36",
            "Mozilla/5.0 (Linux; Android 8.1; Cubot_Power) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0.0.0 Mobile Safari/537.36",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:144.0) Gecko/20100101 Firefox/144.0",
            "Mozilla/5.0 (Linux; Android 14; 22101320G) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/131.0.0.0 Mobile Safari/537.36 musical_ly_2023708040 JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/musical_ly app_version/37.8.4 ByteLocale/de-DE Region/DE BytedanceWebview/d8a21c6",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [Pinterest/iOS]",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [LinkedInApp]/9.30",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
            "Mozilla/5.0 (Linux; U; Android 13; de-de; Redmi Note 12) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/112.0.0.0 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.10",
            "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0)",
            "Mozilla/5.0 (Linux; Android 13; SM-G991B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 YaBrowser/25.8 Safari/537.36",
            "Lynx/2.9.2 libwww-FM/2.14 SSL-MM/1.4.1",
            "Opera/9.80 (Windows NT 6.1) Presto/2.12 Version/12.16",
        ] {
            assert!(!is_program(name), "{name}");
        }
    }
}
