//! Misspelt names.

/// Letters in which a misspelt name may differ.
const MAX_TYPOS: usize = 2;
/// UTF-8 bytes of a name that is compared, and of one that a message quotes.
pub(crate) const MAX_NAME: usize = 40;

/// The known name that was probably meant.
pub(crate) fn similar_name<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    if name.len() > MAX_NAME {
        return None;
    }
    let typos =
        |known: &&str| strsim::levenshtein(&known.to_ascii_lowercase(), &name.to_ascii_lowercase());
    known
        .iter()
        .copied()
        .min_by_key(typos)
        .filter(|known| typos(known) <= MAX_TYPOS)
}
