//! Of what kind the device is that opened a passport.

use super::programs::is_program;

/// A class of devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Device {
    /// A phone.
    Mobile,
    /// A tablet.
    Tablet,
    /// Anything else with a browser. A tablet that asks for the pages of desktops, as iPads do, cannot be told apart.
    Desktop,
    /// A program: a search engine, the preview of a messenger, a monitor.
    Bot,
}

impl Device {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Mobile, Self::Tablet, Self::Desktop, Self::Bot];

    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mobile => "mobile",
            Self::Tablet => "tablet",
            Self::Desktop => "desktop",
            Self::Bot => "bot",
        }
    }

    /// The class as it is stored.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|device| device.as_str() == text)
    }

    /// The class behind a `User-Agent` and, where the browser sends it, `Sec-CH-UA-Mobile`.
    pub fn of(user_agent: &str, is_mobile: Option<bool>) -> Self {
        if is_program(user_agent) {
            return Self::Bot;
        }
        let says = |mark: &str| user_agent.contains(mark);
        if is_mobile == Some(true) {
            return Self::Mobile;
        }
        // What browsers call themselves: Firefox and Kindles name tablets, Chrome leaves `Mobile` out on them.
        if says("iPad") || says("Tablet") || says("PlayBook") {
            return Self::Tablet;
        }
        let android = says("Android") || says("Silk/");
        let mobile = [
            "Mobi",
            "iPhone",
            "iPod",
            "Windows Phone",
            "Opera Mini",
            "UCWEB",
            "BlackBerry",
        ];
        if is_mobile.is_none() && mobile.into_iter().any(says) {
            return Self::Mobile;
        }
        if android { Self::Tablet } else { Self::Desktop }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHROME: &str = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0";

    #[test]
    fn phones_tablets_and_desktops_are_told_apart() {
        for (user_agent, device) in [
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
                Device::Mobile,
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
                Device::Mobile,
            ),
            (
                "Mozilla/5.0 (Android 15; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0",
                Device::Mobile,
            ),
            (
                "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36",
                Device::Mobile,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 400.0.0.0 (iPhone15,2; iOS 18_5; de_DE; de; scale=3.00; 1179x2556)",
                Device::Mobile,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/500.0.0;FBDV/iPhone15,2]",
                Device::Mobile,
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.50 NetType/WIFI Language/de",
                Device::Mobile,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) GSA/340.0 Mobile/15E148 Safari/604.1",
                Device::Mobile,
            ),
            (
                "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1/191.0; U; en) Presto/2.12 Version/12.16",
                Device::Mobile,
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 16_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1",
                Device::Tablet,
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; SM-X910) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
                Device::Tablet,
            ),
            (
                "Mozilla/5.0 (Android 15; Tablet; rv:144.0) Gecko/144.0 Firefox/144.0",
                Device::Tablet,
            ),
            (
                "Mozilla/5.0 (Linux; Android 9; KFTRWI) AppleWebKit/537.36 (KHTML, like Gecko) Silk/130.4 like Chrome/130.0.0.0 Safari/537.36",
                Device::Tablet,
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0",
                Device::Desktop,
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
                Device::Desktop,
            ),
            (
                "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
                Device::Desktop,
            ),
            (
                "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)",
                Device::Desktop,
            ),
            ("Lynx/2.9.2 libwww-FM/2.14 SSL-MM/1.4.1", Device::Desktop),
        ] {
            assert_eq!(Device::of(user_agent, None), device, "{user_agent}");
        }
    }

    #[test]
    fn what_the_browser_says_itself_counts_more_than_its_name() {
        let desktop = format!("Mozilla/5.0 (X11; Linux x86_64) {CHROME} Safari/537.36");
        let phone = format!("Mozilla/5.0 (Linux; Android 10; K) {CHROME} Mobile Safari/537.36");
        assert_eq!(Device::of(&desktop, Some(true)), Device::Mobile);
        assert_eq!(Device::of(&phone, Some(false)), Device::Tablet);
        assert_eq!(Device::of(&desktop, Some(false)), Device::Desktop);
        assert_eq!(Device::of("curl/8.5.0", Some(true)), Device::Bot);
    }

    #[test]
    fn a_class_is_read_back() {
        for device in Device::ALL {
            assert_eq!(Device::parse(device.as_str()), Some(device));
        }
        assert_eq!(Device::parse("phone"), None);
    }
}
