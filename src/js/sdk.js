// An instance of @bitrix24/b24jssdk. For src/web/connection/sdk.rs.

/**
 * Calls a method, and makes the reply's envelope again from what the SDK tells of it. `start` is where a list's page
 * begins. `once`: the SDK is not to repeat the call.
 *
 * @param {any} sdk
 * @param {string} method
 * @param {{ start?: number }} params
 * @param {boolean} once
 */
export async function call(sdk, method, params, once) {
  try {
    const result = await (once
      ? withoutRetries(sdk, () => start(sdk, method, params))
      : start(sdk, method, params));
    if (result?.isSuccess === false) {
      const [error] = result.getErrors?.() ?? [];
      return rejection(error ?? {}, result.getStatus?.());
    }
    const { result: data, time } = result?.getData?.() ?? {};
    // Without these readers, a page with nothing new on it is the last.
    const more = result?.isMore ? result.isMore() : data?.length === 50;
    return {
      envelope: {
        result: data,
        time,
        next: more ? (params.start ?? 0) + 50 : undefined,
        total: result?.getTotal?.(),
      },
      status: result?.getStatus?.(),
    };
  } catch (error) {
    return rejection(error, /** @type {any} */ (error)?.status);
  }
}

/**
 * @param {any} sdk
 * @param {string} method
 * @param {{ start?: number }} params
 */
function start(sdk, method, params) {
  const actions = sdk.actions?.v2?.call;
  return actions ? actions.make({ method, params }) : sdk.callMethod(method, params, params.start);
}

/**
 * The SDK repeats what got no answer in 30 s, or a 5xx, up to three times; a completion is then reported as done by
 * somebody else. There is no setting for one call, but a call reads how often it may be tried as soon as it is made:
 * the settings are back before anything else can run.
 *
 * @template T
 * @param {any} sdk
 * @param {() => T} make
 */
function withoutRetries(sdk, make) {
  const http = sdk.getHttpClient?.('v2') ?? sdk;
  const settings = http.getRestrictionManagerParams?.();
  if (!settings) return make();
  http.setRestrictionManagerParams({ ...settings, maxRetries: 1, retryOnNetworkError: false });
  try {
    return make();
  } finally {
    http.setRestrictionManagerParams(settings);
  }
}

/**
 * An error of the SDK holds the request too, and is left behind here.
 *
 * @param {any} error
 * @param {unknown} status
 */
function rejection(error, status) {
  const code = typeof error?.code === 'string' ? error.code : 'JSSDK_UNKNOWN_ERROR';
  return { envelope: { error: code, error_description: error?.message }, status };
}
