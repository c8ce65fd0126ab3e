//! Decodes HTML entities in plain texts of a portal.

/// Maximum bytes of an entity's name, such as `#x10FFFF`.
const MAX_ENTITY_BYTES: usize = 12;

/// Decodes the entities of `htmlspecialchars`, `&nbsp;` and numeric ones, once: `&amp;lt;` becomes `&lt;`. All other text
/// stays as it is. Takes time in proportion to its length.
pub(crate) fn decode_entities(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        decoded.push_str(before);
        let end = after
            .bytes()
            .take(MAX_ENTITY_BYTES + 1)
            .position(|byte| byte == b';');
        let entity =
            end.and_then(|end| Some((decode_entity(after.get(..end)?)?, after.get(end + 1..)?)));
        match entity {
            Some((char, after)) => {
                decoded.push(char);
                rest = after;
            }
            None => {
                decoded.push('&');
                rest = after;
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

fn decode_entity(name: &str) -> Option<char> {
    match name {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        "nbsp" => return Some('\u{a0}'),
        _ => {}
    }
    let number = name.strip_prefix('#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) if !hex.starts_with('+') => u64::from_str_radix(hex, 16).ok()?,
        Some(_) => return None,
        None => crate::value::parse_u64(number)?,
    };
    // NUL and other control characters are not text.
    char::from_u32(u32::try_from(code).ok()?).filter(|char| !char.is_control() || *char == '\n')
}
