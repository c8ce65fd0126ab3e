//! Reads and calls what is not the package's own, and may throw: callers' objects, BX24, the SDK, the page's globals.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/src/js/attempt.js")]
extern "C" {
    #[wasm_bindgen(thread_local_v2)]
    static THROWN: JsValue;

    #[wasm_bindgen(js_name = get)]
    fn get_js(object: &JsValue, key: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = call)]
    fn call_js(target: &JsValue, this: &JsValue, args: &Array) -> JsValue;
    #[wasm_bindgen(js_name = construct)]
    fn construct_js(target: &JsValue, args: &Array) -> JsValue;
}

/// Something was thrown. What it was nobody needs to know, and it may hold secrets.
#[derive(Debug)]
pub(super) struct Exception;

fn checked(value: JsValue) -> Result<JsValue, Exception> {
    if value.is_symbol() && THROWN.with(|thrown| value == *thrown) {
        Err(Exception)
    } else {
        Ok(value)
    }
}

/// What a property holds. `undefined` and `null` have none, and throw.
pub(super) fn get(object: &JsValue, key: &JsValue) -> Result<JsValue, Exception> {
    checked(get_js(object, key))
}

/// A property; `undefined` where there is none, or where reading it throws.
pub(super) fn property(object: &JsValue, name: &str) -> JsValue {
    get(object, &name.into()).unwrap_or_default()
}

/// Calls a function. What is no function throws.
pub(super) fn call(
    target: &JsValue,
    this: &JsValue,
    args: &[&JsValue],
) -> Result<JsValue, Exception> {
    checked(call_js(target, this, &list(args)))
}

/// Calls a method of an object.
pub(super) fn call_method(
    object: &JsValue,
    name: &str,
    args: &[&JsValue],
) -> Result<JsValue, Exception> {
    call(&get(object, &name.into())?, object, args)
}

/// Makes an instance of a class of the page's, such as `URL`.
pub(super) fn construct(class: &str, args: &[&JsValue]) -> Result<JsValue, Exception> {
    let class = get(&js_sys::global(), &class.into())?;
    checked(construct_js(&class, &list(args)))
}

fn list(args: &[&JsValue]) -> Array {
    args.iter().copied().collect()
}

/// A promise, and the function that resolves it.
pub(super) fn deferred() -> (Promise, Function) {
    let mut resolve = JsValue::UNDEFINED;
    let promise = Promise::new(&mut |given, _| resolve = given.into());
    (promise, resolve.unchecked_into())
}

/// Waits as `await` does: for a promise of any kind, or for nothing where the value is none.
pub(super) async fn settle(value: JsValue) -> Result<JsValue, Exception> {
    let (promise, resolve) = deferred();
    // Of the functions that take a value for a promise, this is the one that never throws.
    let _ = resolve.call1(&JsValue::UNDEFINED, &value);
    JsFuture::from(promise).await.map_err(|_| Exception)
}

/// Calls a method, and waits for what it promises.
pub(super) async fn await_method(
    object: &JsValue,
    name: &str,
    args: &[&JsValue],
) -> Result<JsValue, Exception> {
    settle(call_method(object, name, args)?).await
}
