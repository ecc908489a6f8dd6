//! Every pair of colours that stands on the dashboard is readable, in light and in dark.
//!
//! Source of the conversion: CSS Color 4, "`OKLab` to linear sRGB"; of the limits: WCAG 2.2, 1.4.3 and 1.4.11.

use domain::branding::Rgb;

const TOKENS: &str = include_str!("../../../style/tokens/colour.css");

/// A token in light and in dark.
fn token(name: &str) -> [Rgb; 2] {
    let line = TOKENS
        .lines()
        .find_map(|l| l.trim().strip_prefix(&format!("--{name}: light-dark(")))
        .unwrap_or_else(|| panic!("no token {name}"));
    let colours: Vec<_> = line
        .split("oklch(")
        .skip(1)
        .map(|part| srgb(part.split(')').next().unwrap()))
        .collect();
    [colours[0], colours[1]]
}

/// `0.475 0.083 189` as sRGB.
fn srgb(text: &str) -> Rgb {
    let parts: Vec<f64> = text.split_whitespace().map(|p| p.parse().unwrap()).collect();
    let (lightness, chroma, hue) = (parts[0], parts[1], parts[2].to_radians());
    let (a, b) = (chroma * hue.cos(), chroma * hue.sin());
    let cone = |from_a: f64, from_b: f64| (lightness + from_a * a + from_b * b).powi(3);
    let long = cone(0.396_337_777_4, 0.215_803_757_3);
    let middle = cone(-0.105_561_345_8, -0.063_854_172_8);
    let short = cone(-0.089_484_177_5, -1.291_485_548);
    let byte = |linear: f64| {
        let linear = linear.clamp(0.0, 1.0);
        let coded = if linear <= 0.003_130_8 {
            12.92 * linear
        } else {
            1.055 * linear.powf(1.0 / 2.4) - 0.055
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to 0..=255"
        )]
        let byte = (coded * 255.0).round() as u8;
        byte
    };
    Rgb(
        byte(4.076_741_662_1 * long - 3.307_711_591_3 * middle + 0.230_969_929_2 * short),
        byte(-1.268_438_004_6 * long + 2.609_757_401_1 * middle - 0.341_319_396_5 * short),
        byte(-0.004_196_086_3 * long - 0.703_418_614_7 * middle + 1.707_614_701 * short),
    )
}

fn assert_pairs(pairs: &[(&str, &str)], least: f64) {
    for (front, ground) in pairs {
        for (mode, (f, g)) in ["light", "dark"]
            .iter()
            .zip(token(front).into_iter().zip(token(ground)))
        {
            let ratio = f.contrast(g);
            assert!(ratio >= least, "{front} on {ground} in {mode}: {ratio:.2}");
        }
    }
}

#[test]
fn text_has_a_contrast_of_four_and_a_half_to_one() {
    let mut pairs = vec![
        ("accent-ink", "accent"),
        ("accent-ink", "accent-strong"),
        ("danger-ink", "danger"),
        ("paper", "ink"),
    ];
    for ground in ["paper", "surface", "sunken", "accent-soft"] {
        pairs.extend([
            ("ink", ground),
            ("ink-muted", ground),
            ("accent", ground),
            ("accent-strong", ground),
        ]);
    }
    for tone in ["ok", "warn", "danger", "info"] {
        pairs.extend([(tone, "paper"), (tone, "surface")]);
    }
    assert_pairs(&pairs, 4.5);
    let soft = [
        ("ok", "ok-soft"),
        ("warn", "warn-soft"),
        ("danger", "danger-soft"),
        ("info", "info-soft"),
    ];
    assert_pairs(&soft, 4.5);
    assert_pairs(&soft.map(|(_, ground)| ("ink", ground)), 4.5);
    assert_pairs(&soft.map(|(_, ground)| ("accent", ground)), 4.5);
}

#[test]
fn controls_have_a_contrast_of_three_to_one() {
    assert_pairs(
        &[
            ("edge", "paper"),
            ("edge", "surface"),
            ("accent", "paper"),
            ("accent", "surface"),
        ],
        3.0,
    );
}

#[test]
fn the_conversion_agrees_with_known_colours() {
    assert_eq!(srgb("1 0 0"), Rgb(255, 255, 255));
    let teal = srgb("0.475 0.083 189");
    assert!(teal.contrast(Rgb(0x0f, 0x6b, 0x66)) < 1.1, "{teal:?}");
}
