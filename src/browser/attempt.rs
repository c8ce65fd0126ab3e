//! Reads and calls foreign objects, which may throw: callers' objects, BX24, the SDK, the page's globals.

use js_sys::{Array, Function, JsString, Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/src/js/attempt.js")]
extern "C" {
    #[wasm_bindgen(thread_local_v2)]
    static THROWN: JsValue;

    #[wasm_bindgen(js_name = get)]
    fn get_js(object: &JsValue, key: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = keys)]
    fn keys_js(object: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = call)]
    fn call_js(target: &JsValue, this: &JsValue, args: &Array) -> JsValue;
    /// Creates a property of a plain object, with any name.
    #[wasm_bindgen(js_name = createProperty)]
    pub(super) fn create_property(object: &Object, name: &JsValue, value: &JsValue);
    #[wasm_bindgen(js_name = construct)]
    fn construct_js(target: &JsValue, args: &Array) -> JsValue;
}

/// Something was thrown. The exception is dropped, because it may contain secrets.
#[derive(Debug)]
pub(super) struct Exception;

fn checked(value: JsValue) -> Result<JsValue, Exception> {
    if value.is_symbol() && THROWN.with(|thrown| value == *thrown) {
        Err(Exception)
    } else {
        Ok(value)
    }
}

/// The value of a property. Throws for `undefined` and `null`.
pub(super) fn get(object: &JsValue, key: &JsValue) -> Result<JsValue, Exception> {
    checked(get_js(object, key))
}

/// The value of a property; `undefined` if there is none, or if reading it throws.
pub(super) fn property(object: &JsValue, name: &str) -> JsValue {
    get(object, &name.into()).unwrap_or_default()
}

/// The value of a global variable; `undefined` if there is none.
pub(super) fn global(name: &str) -> JsValue {
    property(&js_sys::global(), name)
}

/// The names of an object's own properties.
pub(super) fn keys(object: &JsValue) -> Result<Array<JsString>, Exception> {
    Ok(checked(keys_js(object))?.unchecked_into())
}

/// Calls a function. Throws for other values.
pub(super) fn call(
    target: &JsValue,
    this: &JsValue,
    args: &[&JsValue],
) -> Result<JsValue, Exception> {
    checked(call_js(target, this, &array(args)))
}

/// Calls a method of an object.
pub(super) fn call_method(
    object: &JsValue,
    name: &str,
    args: &[&JsValue],
) -> Result<JsValue, Exception> {
    call(&get(object, &name.into())?, object, args)
}

/// The return value of a method without parameters; if there is no such method, the property.
pub(super) fn value_of(object: &JsValue, name: &str) -> Result<JsValue, Exception> {
    let member = property(object, name);
    if member.is_function() {
        call(&member, object, &[])
    } else {
        Ok(member)
    }
}

/// Creates an instance of a global class, such as `URL`.
pub(super) fn construct(class: &str, args: &[&JsValue]) -> Result<JsValue, Exception> {
    checked(construct_js(&global(class), &array(args)))
}

/// An array of these items.
pub(super) fn array(items: &[&JsValue]) -> Array {
    items.iter().copied().collect()
}

/// The items of an iterable. Texts are not accepted.
pub(super) fn items(iterable: &JsValue) -> Option<Vec<JsValue>> {
    if !iterable.is_object() {
        return None;
    }
    let iterator = get(iterable, &js_sys::Symbol::iterator().into());
    if !iterator.ok()?.is_function() {
        return None;
    }
    let items = call_method(&global("Array"), "from", &[iterable]).ok()?;
    Some(items.unchecked_into::<Array>().to_vec())
}

/// A promise and its `resolve` function.
pub(super) fn deferred() -> (Promise, Function) {
    let mut resolve = JsValue::UNDEFINED;
    let promise = Promise::new(&mut |given, _| resolve = given.into());
    (promise, resolve.unchecked_into())
}

/// A promise that resolves like `await`: with the value of any thenable; other values resolve at once.
pub(super) fn to_promise(value: &JsValue) -> Promise {
    let (promise, resolve) = deferred();
    // Unlike `Promise.resolve`, this never throws.
    let _ = resolve.call1(&JsValue::UNDEFINED, value);
    promise
}

/// Waits like `await`: for any thenable; other values resolve at once.
pub(super) async fn await_value(value: JsValue) -> Result<JsValue, Exception> {
    let result = JsFuture::from(to_promise(&value)).await;
    result.map_err(|_| Exception)
}

/// Calls a method, and waits for its promise.
pub(super) async fn await_method(
    object: &JsValue,
    name: &str,
    args: &[&JsValue],
) -> Result<JsValue, Exception> {
    await_value(call_method(object, name, args)?).await
}
