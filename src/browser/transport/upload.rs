//! Reads and encodes files in slices just before they are sent, and reports the progress.

use super::Transport;
use super::http::{fetch, form_entries};
use crate::browser::attempt::{
    Exception, array, await_method, call_method, construct, global, property,
};
use crate::browser::convert::writer::set;
use crate::browser::observer::Observer;
use crate::error::Error;
use crate::rest::Request;
use crate::validate::{CompletionParams, Issue, IssueCode, PathSegment, Reason};
use crate::value::InvalidReason;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use js_sys::{Array, Object, Uint8Array};
use wasm_bindgen::prelude::*;

/// The size of a slice in bytes. Divisible by three, so that the encoded slices can be joined.
const CHUNK_BYTES: f64 = 3.0 * 1_048_576.0;

/// The values of a call that stay in JavaScript.
#[derive(Default)]
pub(in crate::browser) struct Payload {
    /// The values that [`Foreign`](crate::value::Foreign) values refer to, with files in base64.
    pub(super) values: Vec<JsValue>,
    /// The request's body without the token, if it was created in advance.
    pub(super) body: Option<MultipartBody>,
}

impl Payload {
    /// Reads and encodes the files of a call. After an error nothing was sent.
    pub(in crate::browser) async fn prepare(
        request: &Request,
        params: &CompletionParams,
        foreign: &[JsValue],
        transport: &Transport,
        observer: &Observer,
    ) -> Result<Self, Error> {
        // A file that is not sent need not exist any more.
        let values = foreign.iter().enumerate().map(|(index, value)| {
            let field = params.field_of(index);
            field.map_or_else(|| "".into(), |_| value.clone())
        });
        let values: Vec<_> = values.collect();
        let mut payload = Self::default();
        if values.iter().all(JsValue::is_falsy) {
            return Ok(payload);
        }
        let file_issue = |error| file_issue(params, foreign, &error);
        if let Transport::Http(_) = transport {
            let entries = form_entries(request, &values);
            let body = MultipartBody::encode(entries, observer).await;
            payload.body = Some(body.map_err(file_issue)?);
        } else {
            let encoded = encode_values(&values, observer).await;
            payload.values = encoded.map_err(file_issue)?;
        }
        Ok(payload)
    }

    /// The bytes of the files in a request. The progress of sending is not known until the reply: see
    /// docs/decisions/upload.md.
    pub(in crate::browser) fn upload_bytes(&self, encoded_size: f64) -> f64 {
        let body_size = self.body.as_ref().map(|body| size(&body.blob));
        body_size.unwrap_or(encoded_size)
    }
}

/// A file that was not encoded.
struct UploadError {
    file: JsValue,
    code: IssueCode,
    reason: Reason,
}

/// The body of a form, created in pieces, so that the page's memory never contains a whole file.
pub(super) struct MultipartBody {
    blob: JsValue,
    boundary: String,
}

impl MultipartBody {
    async fn encode(
        entries: impl Iterator<Item = (JsValue, JsValue)>,
        observer: &Observer,
    ) -> Result<Self, UploadError> {
        // Random, so that no text contains it.
        let random = || JsValue::from(js_sys::Math::random());
        let boundary = array(&[&"form".into(), &random(), &random()]).join("");
        let boundary = String::from(boundary);
        let mut parts = Vec::new();
        for (name, value) in entries {
            let name = name.as_string().unwrap_or_default();
            parts.push(part_header(&boundary, &name).into());
            parts.push(value);
            parts.push("\r\n".into());
        }
        parts.push(["--", &boundary, "--\r\n"].concat().into());

        let texts = parts.iter().filter(|part| !is_file(part)).collect();
        let text_bytes = blob(texts, "").map_or(0.0, |texts| size(&texts));
        let mut encoder = Encoder::new(&parts, text_bytes, observer);
        let body = Array::new();
        for part in parts {
            if !is_file(&part) {
                body.push(&part);
                continue;
            }
            let mut start = 0.0;
            while let Some(encoded) = encoder.next_chunk(&part, &mut start).await? {
                let piece = stored_blob(&encoded).await.ok_or_else(|| UploadError {
                    file: part.clone(),
                    code: IssueCode::FileTooLarge,
                    reason: Reason::OutOfStorage,
                })?;
                body.push(&piece);
                encoder.report(&encoded);
            }
        }
        let media_type = ["multipart/form-data; boundary=", &boundary].concat();
        let blob = blob(body, &media_type).unwrap_or_default();
        Ok(Self { blob, boundary })
    }

    pub(super) fn blob(&self) -> &JsValue {
        &self.blob
    }

    /// The body with a token before it.
    pub(super) fn with_token(&self, access_token: &str) -> Result<JsValue, Exception> {
        let parts = array(&[
            &part_header(&self.boundary, "auth").into(),
            &access_token.into(),
            &"\r\n".into(),
            &self.blob,
        ]);
        let media_type = property(&self.blob, "type").as_string();
        blob(parts, &media_type.unwrap_or_default())
    }
}

/// The values in which base64 texts have replaced the files.
async fn encode_values(
    values: &[JsValue],
    observer: &Observer,
) -> Result<Vec<JsValue>, UploadError> {
    let mut encoder = Encoder::new(values, 0.0, observer);
    let mut encoded_values = Vec::new();
    for value in values {
        if !is_file(value) {
            encoded_values.push(value.clone());
            continue;
        }
        let pieces = Array::new();
        let mut start = 0.0;
        while let Some(encoded) = encoder.next_chunk(value, &mut start).await? {
            pieces.push(&str::from_utf8(&encoded).unwrap_or_default().into());
            encoder.report(&encoded);
        }
        encoded_values.push(pieces.join("").into());
    }
    Ok(encoded_values)
}

/// Encodes files one after the other, and reports the progress.
struct Encoder<'a> {
    observer: &'a Observer,
    loaded: f64,
    total: f64,
}

impl<'a> Encoder<'a> {
    /// `loaded`: bytes of the body that need not be encoded.
    fn new(values: &[JsValue], loaded: f64, observer: &'a Observer) -> Self {
        let files = values.iter().filter(|value| is_file(value));
        let encoded = files.map(|file| (size(file) / 3.0).ceil() * 4.0);
        Self {
            observer,
            loaded,
            total: loaded + encoded.sum::<f64>(),
        }
    }

    /// The next bytes of a file in base64, or `None` after the last.
    async fn next_chunk(
        &mut self,
        file: &JsValue,
        start: &mut f64,
    ) -> Result<Option<Vec<u8>>, UploadError> {
        if *start >= size(file) {
            return Ok(None);
        }
        let end = *start + CHUNK_BYTES;
        let bytes = read_slice(file, *start, end).await;
        // The file was deleted or has changed since it was chosen.
        let bytes = bytes.ok_or_else(|| UploadError {
            file: file.clone(),
            code: IssueCode::FileInvalid,
            reason: Reason::InvalidValue(InvalidReason::Unreadable),
        })?;
        *start = end;
        Ok(Some(encode(&bytes)))
    }

    fn report(&mut self, encoded: &[u8]) {
        self.loaded += encoded.len() as f64;
        self.observer
            .report_bytes("encoding", self.loaded, self.total);
    }
}

/// The bytes of a text in base64.
fn encode(bytes: &[u8]) -> Vec<u8> {
    let mut encoded = vec![0; bytes.len().div_ceil(3) * 4];
    // The buffer is large enough, so this cannot fail.
    let _ = BASE64_STANDARD.encode_slice(bytes, &mut encoded);
    encoded
}

async fn read_slice(file: &JsValue, start: f64, end: f64) -> Option<Vec<u8>> {
    let slice = call_method(file, "slice", &[&start.into(), &end.into()]).ok()?;
    let buffer = await_method(&slice, "arrayBuffer", &[]).await.ok()?;
    let bytes: Uint8Array = construct("Uint8Array", &[&buffer]).ok()?.unchecked_into();
    (f64::from(bytes.length()) == size(&slice)).then(|| bytes.to_vec())
}

/// Checks that a piece of a body can be read. A piece for which there was no space cannot be read, nor can a body that
/// contains it.
async fn stored_blob(encoded: &[u8]) -> Option<JsValue> {
    let bytes = Uint8Array::from(encoded);
    let stored = async || {
        let piece = blob(array(&[&bytes]), "").ok()?;
        let last_byte = call_method(&piece, "slice", &[&(-1).into()]).ok()?;
        await_method(&last_byte, "arrayBuffer", &[]).await.ok()?;
        Some(piece)
    };
    if let Some(piece) = stored().await {
        return Some(piece);
    }
    // A policy of the page may forbid it.
    let _ = make_room().await;
    stored().await
}

/// Chromium starts with a limit of 500 MB, and finds out the real space when it stores a response as a `Blob`.
async fn make_room() -> Result<(), Exception> {
    let url_class = global("URL");
    let empty = blob(Array::new(), "")?;
    let url = call_method(&url_class, "createObjectURL", &[&empty])?;
    if let Ok(response) = fetch(&url).await {
        let _ = await_method(&response, "blob", &[]).await;
    }
    call_method(&url_class, "revokeObjectURL", &[&url])?;
    Ok(())
}

fn blob(parts: Array, media_type: &str) -> Result<JsValue, Exception> {
    let options = Object::new().into();
    set(&options, "type", &media_type.into());
    construct("Blob", &[&parts, &options])
}

/// The bytes of a `Blob`.
fn size(blob: &JsValue) -> f64 {
    property(blob, "size").as_f64().unwrap_or_default()
}

/// Position among texts, numbers and files.
fn is_file(value: &JsValue) -> bool {
    value.is_object()
}

fn part_header(boundary: &str, name: &str) -> String {
    let name = name
        .replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A");
    [
        "--",
        boundary,
        "\r\nContent-Disposition: form-data; name=\"",
        &name,
        "\"\r\n\r\n",
    ]
    .concat()
}

fn file_issue(params: &CompletionParams, foreign: &[JsValue], error: &UploadError) -> Error {
    let index = foreign.iter().position(|value| *value == error.file);
    let field = index
        .and_then(|index| params.field_of(index))
        .unwrap_or_default();
    let path = vec![PathSegment::key("fields"), PathSegment::key(field)];
    let issue = Issue::new(error.code, path).with("name", field);
    Error::invalid(vec![issue.with_reason(error.reason)])
}
