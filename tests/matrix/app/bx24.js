/** The script comes from the portal that has opened the page, here the simulator. */
export async function loadBx24() {
  const script = document.createElement('script');
  script.src = `http://${new URLSearchParams(location.search).get('DOMAIN')}/api/v1/`;
  await new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = () => reject(new Error('the portal has no BX24'));
    document.head.append(script);
  });
  const { BX24 } = /** @type {any} */ (window);
  await new Promise((resolve) => BX24.init(resolve));
  return BX24;
}
