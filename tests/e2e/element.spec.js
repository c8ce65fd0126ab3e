// <bizproc-task> in the demo placement, with the portal's dialogs, and on a separate page.
import { chooseFiles, EVERY_CONTROL, elementScript, PICTURE, requestOf } from './element-page.js';
import { expect as expectHost, test as hostTest, reported } from './host.js';
import { answerTo, completions, expect, openTask, test } from './placement.js';
import { field, request } from './tasks.js';

test('users and CRM items are chosen in the dialogs of the portal, and shown by name', async ({
  open,
  page,
}) => {
  const place = await open({
    tasks: [
      requestOf(
        field('boss', 'Boss', 'user', { Default: 'user_2', Required: true }),
        field('team', 'Team', 'user', { Multiple: true }),
        field('deal', 'Deal', 'UF:crm', { Options: { DEAL: 'Y', LEAD: 'N' }, Required: true }),
        field('items', 'Items', 'UF:crm', {
          Options: { CONTACT: 'Y', COMPANY: 'Y' },
          Multiple: true,
          Default: ['CO_31'],
        }),
        field('part', 'Part', 'UF:crm', { Options: { DYNAMIC_136: 'Y' } }),
      ),
    ],
  });
  const { portal, frame } = place;
  await openTask(place, 'Choose a contractor');
  const boss = frame.getByRole('group', { name: 'Boss' });
  await expect(boss.getByRole('listitem')).toHaveText('Daniel Brooks');
  await boss.getByRole('button', { name: 'Choose an employee' }).click();
  await page.getByRole('radio', { name: 'Irina Belova' }).check();
  await page.getByRole('button', { name: 'Select' }).click();
  await expect(boss.getByRole('listitem')).toHaveText('Irina Belova');

  const team = frame.getByRole('group', { name: 'Team' });
  await team.getByRole('button', { name: 'Choose employees' }).click();
  await page.getByRole('checkbox', { name: 'Nora Lindqvist' }).check();
  await page.getByRole('checkbox', { name: 'Marta Kowalska' }).check();
  await page.getByRole('button', { name: 'Select' }).click();
  await expect(team.getByRole('listitem')).toHaveText(['Nora Lindqvist', 'Marta Kowalska']);
  await team.getByRole('button', { name: 'Remove Nora Lindqvist' }).click();
  await expect(team.getByRole('button', { name: 'Remove Marta Kowalska' })).toBeFocused();

  const deal = frame.getByRole('group', { name: 'Deal' });
  await deal.getByRole('button', { name: 'Choose from CRM' }).click();
  await expect(page.getByRole('radio', { name: 'Request from the trade fair' })).toHaveCount(0);
  await page.getByRole('radio', { name: 'Furniture for the Aurora Hotel' }).check();
  await page.getByRole('button', { name: 'Select' }).click();
  await expect(deal.getByRole('listitem')).toHaveText('Furniture for the Aurora Hotel');

  const items = frame.getByRole('group', { name: 'Items' });
  await expect(items.getByRole('listitem')).toHaveText('Baltic Timber OÜ');
  await items.getByRole('button', { name: 'Choose from CRM' }).click();
  await page.getByRole('checkbox', { name: 'Ingrid Solberg' }).check();
  await page.getByRole('button', { name: 'Select' }).click();

  // The portal's dialog has no items of smart processes.
  const part = frame.getByRole('group', { name: 'Part' });
  await expect(part.getByText('such as T88_12')).toBeVisible();
  await part.getByRole('textbox').fill('5');
  await part.getByRole('textbox').press('Enter');
  await expect(part.getByRole('listitem')).toHaveText('T88_5');

  await frame.getByRole('button', { name: 'Send' }).click();
  await expect(frame.getByRole('status')).toContainText('Answer saved');
  expect(answerTo(portal, 13)?.variables).toMatchObject({
    boss: 'user_3',
    team: ['user_4'],
    deal: 'D_77',
    items: ['CO_31', 'C_607'],
    part: 'T88_5',
  });
  // One request is for the list of tasks.
  const batches = portal
    .requests()
    .filter(({ method, body }) => method === 'batch' && !/task\.list/.test(String(body)));
  expect(batches.length, 'values that are there are looked up together').toBeLessThanOrEqual(3);
});

test('over the SDK its dialogs are used, also beside a BX24 that nobody has initialised', async ({
  open,
  page,
}) => {
  await page.addInitScript(() => {
    const silent = () => {};
    Object.assign(window, { BX24: { selectUser: silent, selectUsers: silent, selectCRM: silent } });
  });
  const place = await open({
    connection: 'sdk',
    tasks: [
      requestOf(
        field('boss', 'Boss', 'user', { Required: true }),
        field('team', 'Team', 'user', { Multiple: true }),
        field('deal', 'Deal', 'UF:crm', { Options: { DEAL: 'Y', LEAD: 'N' }, Required: true }),
      ),
    ],
  });
  const { portal, frame } = place;
  await openTask(place, 'Choose a contractor');
  await frame.getByRole('button', { name: 'Choose an employee' }).click();
  await page.getByRole('radio', { name: 'Irina Belova' }).check();
  await page.getByRole('button', { name: 'Select' }).click();
  await frame.getByRole('button', { name: 'Choose employees' }).click();
  await page.getByRole('checkbox', { name: 'Nora Lindqvist' }).check();
  await page.getByRole('checkbox', { name: 'Marta Kowalska' }).check();
  await page.getByRole('button', { name: 'Select' }).click();
  await frame.getByRole('button', { name: 'Choose from CRM' }).click();
  await expect(page.getByRole('radio', { name: 'Request from the trade fair' })).toHaveCount(0);
  await page.getByRole('radio', { name: 'Furniture for the Aurora Hotel' }).check();
  await page.getByRole('button', { name: 'Select' }).click();
  await expect(frame.getByRole('listitem')).toContainText([
    'Irina Belova',
    'Nora Lindqvist',
    'Marta Kowalska',
    'Furniture for the Aurora Hotel',
  ]);
  await frame.getByRole('button', { name: 'Send' }).click();
  await expect(frame.getByRole('status')).toContainText('Answer saved');
  expect(answerTo(portal, 13)?.variables).toMatchObject({
    boss: 'user_3',
    team: ['user_1', 'user_4'],
    deal: 'D_77',
  });
});

test('pipelines, stages and entries of directories are chosen by name', async ({ open, page }) => {
  const place = await open({
    tasks: [
      requestOf(
        field('pipeline', 'Pipeline', 'deal_category', { Default: '0' }),
        field('stage', 'Stage', 'deal_stage', { Required: true }),
        field('sources', 'Sources', 'UF:crm_status', { Options: 'SOURCE', Multiple: true }),
        field('element', 'Element', 'UF:iblock_element', { Options: '171' }),
      ),
    ],
  });
  const { portal, frame } = place;
  await openTask(place, 'Choose a contractor');
  const pipeline = frame.getByRole('radiogroup', { name: 'Pipeline' });
  await expect(pipeline.getByLabel('Common')).toBeChecked();
  await pipeline.getByLabel('Hotels').check();
  await frame.getByLabel('Hotels: Furnished').check();
  const sources = frame.getByRole('group', { name: 'Sources' });
  await sources.getByLabel('Website').check();
  await sources.getByLabel('Trade fair').check();
  const batches = portal.requests().filter(({ body }) => /crm\.status\.list/.test(String(body)));
  expect(batches, 'all are read in one request').toHaveLength(1);
  await frame.getByRole('button', { name: 'All tasks' }).click();
  await page.reload();
  await openTask(place, 'Choose a contractor');
  await expect(sources.getByRole('checkbox', { checked: true })).toHaveCount(2);
  // The simulator has no lists, so the user types the number of an element.
  await expect(frame.getByText('The number of the item')).toBeVisible();
  await frame.getByLabel('Element').fill('25');
  await frame.getByRole('button', { name: 'Send' }).click();
  await expect(frame.getByRole('status')).toContainText('Answer saved');
  expect(answerTo(portal, 13)?.variables).toMatchObject({
    pipeline: '3',
    stage: 'C3:WON',
    sources: ['WEB', 'TRADE_SHOW'],
    element: '25',
  });
});

test('money, numbers, addresses and texts are entered as people write them', {
  // Engines differ in their inputs of numbers and in the formats of Intl.
  tag: '@engines',
}, async ({ open }) => {
  const options = Object.fromEntries(
    Array.from({ length: 30 }, (_, at) => [`k${at}`, `Option ${at}`]),
  );
  const place = await open({
    lang: 'ru',
    tasks: [
      requestOf(
        field('price', 'Price', 'UF:money', { Default: '100.50|EUR', Required: true }),
        field('weight', 'Weight', 'double', { Default: '1.5' }),
        field('count', 'Count', 'int'),
        field('place', 'Place', 'UF:address', { Default: 'Main St|59.9;10.7|0' }),
        field('kept', 'Kept', 'UF:address', { Default: 'Old St|59.9;10.7|0' }),
        field('mail', 'Mail', 'email'),
        field('site', 'Site', 'web'),
        field('city', 'City', 'select', { Options: options }),
        field('cities', 'Cities', 'select', { Options: options, Multiple: true }),
        field('days', 'Days', 'date', { Multiple: true }),
        field('cost', 'Cost', 'UF:money'),
        field('other', 'Other', 'UF:rest_color'),
      ),
    ],
  });
  const { portal, frame } = place;
  await openTask(place, 'Choose a contractor');
  const price = frame.getByRole('group', { name: 'Price' });
  await expect(price.getByLabel('Сумма')).toHaveValue('100,50');
  await price.getByLabel('Сумма').fill('15 000,25');
  await price.getByLabel('Валюта').fill('rub');
  await expect(frame.getByLabel('Weight')).toHaveValue('1,5');
  await frame.getByLabel('Weight').fill('1,234');
  // In the format of the message about an invalid amount.
  await frame.getByRole('group', { name: 'Cost' }).getByLabel('Сумма').fill('100.50|USD');
  await expect(frame.getByLabel('Other')).toHaveAccessibleDescription(/неизвестен/);
  await frame.getByLabel('Count').fill('1 000');
  await frame.getByLabel('Place').fill('Nowhere 1 & 2');
  await frame.getByLabel('Mail').fill('a@example.com');
  await frame.getByLabel('Site').fill('example.com');
  const city = frame.getByRole('radiogroup', { name: 'City' });
  await city.getByRole('searchbox').fill('ption 27');
  await expect(city.getByRole('radio')).toHaveCount(2);
  await city.getByLabel('Option 27').check();
  const cities = frame.getByRole('group', { name: 'Cities' });
  await cities.getByRole('searchbox').fill('29');
  await cities.getByLabel('Option 29').check();
  const days = frame.getByRole('group', { name: 'Days' });
  await days.locator('input').fill('2026-12-01');
  await days.getByRole('button', { name: 'Добавить ещё' }).click();
  await days.locator('input').nth(1).fill('2026-11-01');
  await days.getByRole('button', { name: 'Поднять выше: Days, значение 2' }).click();
  await frame.getByRole('button', { name: 'Send' }).click();
  await expect(frame.getByText('Ответ сохранён')).toBeVisible();
  const variables = answerTo(portal, 13)?.variables ?? {};
  expect(variables).toMatchObject({
    price: '15000.25|RUB',
    cost: '100.50|USD',
    weight: '1.234',
    count: '1000',
    place: 'Nowhere 1 & 2',
    kept: 'Old St|59.9;10.7|0',
    mail: 'a@example.com',
    site: 'example.com',
    city: 'k27',
    cities: ['k29'],
  });
  expect(JSON.stringify(variables.days)).toMatch(/01\.11\.2026.*01\.12\.2026/);
});

test('a draft survives a reload, and is deleted when the task is completed', async ({
  open,
  page,
}) => {
  const place = await open({
    tasks: [
      requestOf(
        field('contractor', 'Contractor', 'string', { Required: true }),
        field('boss', 'Boss', 'user', { Default: 'user_2' }),
        field('lines', 'Lines', 'string', { Multiple: true }),
        field('paper', 'Paper', 'file'),
      ),
    ],
  });
  const { portal, frame } = place;
  await openTask(place, 'Choose a contractor');
  await frame.getByLabel('Contractor').fill('Acme & Co');
  await frame.getByRole('textbox', { name: 'Lines, value 1' }).fill('first');
  await frame.getByRole('button', { name: 'Remove Daniel Brooks' }).click();
  await frame.getByRole('button', { name: 'All tasks' }).click();
  // The user's options are lost if their session on the portal has ended.
  portal.reset();
  await page.reload();
  await openTask(place, 'Choose a contractor');
  await expect(frame.getByText('Your earlier input was restored.')).toBeVisible();
  await expect(frame.getByLabel('Contractor')).toHaveValue('Acme & Co');
  await expect(frame.getByRole('textbox', { name: 'Lines, value 1' })).toHaveValue('first');
  await expect(frame.getByRole('group', { name: 'Boss' }).getByRole('listitem')).toHaveCount(0);

  await frame.getByRole('button', { name: 'Start over' }).click();
  await expect(frame.getByLabel('Contractor')).toHaveValue('');
  await expect(frame.getByRole('group', { name: 'Boss' }).getByRole('listitem')).toHaveText(
    'Daniel Brooks',
  );
  await frame.getByLabel('Contractor').fill('Acme');
  await frame.getByRole('button', { name: 'Send' }).click();
  await expect(frame.getByRole('status')).toContainText('Answer saved');
  expect(answerTo(portal, 13)?.variables).toMatchObject({ contractor: 'Acme', boss: 'user_2' });

  portal.reset();
  await page.reload();
  await openTask(place, 'Choose a contractor');
  await expect(frame.getByLabel('Contractor')).toHaveValue('');
  await expect(frame.getByText('Your earlier input was restored.')).toHaveCount(0);
});

test('a draft survives the end of a session and another language, without files and tokens', async ({
  open,
  page,
}) => {
  const place = await open({
    connection: 'token',
    lang: 'ru',
    tasks: [
      requestOf(
        field('contractor', 'Contractor', 'string', { Required: true }),
        field('weight', 'Weight', 'double', { Default: '1.5' }),
        field('prices', 'Prices', 'UF:money', { Multiple: true }),
        field('paper', 'Paper', 'file'),
      ),
    ],
  });
  const { portal, frame } = place;
  await openTask(place, 'Choose a contractor');
  await frame.getByLabel('Contractor').fill('Acme');
  await frame.getByLabel('Weight').fill('1,234');
  await frame.getByRole('group', { name: 'Prices' }).getByLabel('Сумма').fill('7,5');
  await chooseFiles(frame.getByLabel('Paper'), { 'note.txt': 'file content' });
  portal.fault({
    kind: 'expire-tokens',
    method: 'bizproc.task.complete',
    times: Number.POSITIVE_INFINITY,
  });
  await frame.getByRole('button', { name: 'Send' }).click();
  await expect(frame.getByRole('alert')).toContainText('Ваш сеанс закончился');
  await expect(frame.getByLabel('Contractor')).toHaveValue('Acme');

  portal.fault(null);
  await page.goto(page.url().replace('lang=ru', 'lang=en'));
  await openTask(place, 'Choose a contractor');
  await expect(frame.getByText('Your earlier input was restored.')).toContainText('files again');
  await expect(frame.getByLabel('Weight')).toHaveValue('1.234');
  const stored = () =>
    frame.locator('body').evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
  const storage = await stored();
  expect(storage).toContain('Acme');
  for (const secret of ['file content', portal.token(1)]) expect(storage).not.toContain(secret);
  await frame.getByRole('button', { name: 'Send' }).click();
  await expect(frame.getByRole('status')).toContainText('Answer saved');
  expect(answerTo(portal, 13)?.variables).toMatchObject({
    contractor: 'Acme',
    weight: '1.234',
    prices: ['7.5'],
  });
  expect(await stored()).not.toContain('Acme');
});

hostTest.describe('on a page of its own', () => {
  hostTest('values, methods and events', async ({ host, page, portalOf }) => {
    const portal = await portalOf(request());
    await page.goto(
      host.page(elementScript(portal, `form.values = { fields: { contractor: 'Acme' } };`)),
    );
    expectHost(await reported(page)).toBe(13);
    await expectHost(page.getByLabel('Contractor')).toHaveValue('Acme');
    const issues = await page.evaluate(() =>
      /** @type {any} */ (window).form
        .validate()
        .map((/** @type {any} */ { path }) => path.join('.')),
    );
    expectHost(issues).toEqual(['fields.start']);
    await expectHost(page.getByRole('alert')).toContainText('One thing needs your attention');
    await page.getByLabel('Start of work').fill('2026-12-01');
    expectHost(await page.evaluate(() => /** @type {any} */ (window).form.values)).toMatchObject({
      status: 'ok',
      fields: { contractor: 'Acme', start: '2026-12-01' },
    });
    const status = await page.evaluate(async () => {
      const { form } = /** @type {any} */ (window);
      return (await form.complete('ok')).status;
    });
    expectHost(status).toBe('ok');
    await expectHost(page.getByRole('status')).toContainText('Answer saved');
    const types = await page.evaluate(() =>
      /** @type {any} */ (window).events.map((/** @type {any[]} */ [type]) => type),
    );
    expectHost(types).toEqual(['ready', 'invalid', 'change', 'submit', 'complete', 'close']);
    expectHost(answerTo(portal, 13)?.variables).toMatchObject({ contractor: 'Acme' });
  });

  hostTest('languages that the page has loaded', async ({ host, page, portalOf }) => {
    const names = ['A', 'B', 'C', 'D', 'E'];
    const fields = names.map((name) => field(name, name, 'string', { Required: true }));
    const portal = await portalOf(requestOf(...fields));
    const imports = ['de', 'pl'].map((tag) => `import '/lang/${tag}.js';`).join(' ');
    await page.goto(host.page(elementScript(portal, `${imports} form.lang = 'de-AT';`)));
    await reported(page);
    await page.getByRole('button', { name: 'Send' }).click();
    const summary = page.getByRole('alert');
    await expectHost(summary).toContainText('5 Angaben müssen korrigiert werden');
    await expectHost(summary).toContainText('Füllen Sie „A“ aus');

    /** @param {string} lang */
    const setLang = (lang) =>
      page.evaluate((lang) => {
        /** @type {any} */ (window).form.lang = lang;
      }, lang);
    await setLang('pl');
    await expectHost(summary).toContainText('5 wartości wymaga poprawy');
    await page.locator('#field-0').fill('x');
    await expectHost(summary).toContainText('4 wartości wymagają poprawy');
    for (const name of ['B', 'C', 'D'])
      await page.locator(`#field-${names.indexOf(name)}`).fill('x');
    await expectHost(summary).toContainText('1 wartość wymaga poprawy');

    // By the portal's code, and loaded after the element.
    await setLang('sc');
    await expectHost(summary).toContainText('One thing needs your attention');
    await page.evaluate((module) => import(module), '/lang/zh-cn.js');
    await expectHost(summary).toContainText('有 1 处需要您处理');
    await expectHost(summary).toContainText('请填写“E”');
    await page.locator('#field-4').fill('x');
    await page.getByRole('button', { name: 'Send' }).click();
    await expectHost(page.getByRole('status')).toContainText('您的答复“Send”已记录。');
  });

  hostTest('a confirmation, where the app asks for one', async ({ host, page, portalOf }) => {
    const portal = await portalOf(request({ PARAMETERS: { REQUEST: [] } }));
    await page.goto(host.page(elementScript(portal, 'form.confirm = true;')));
    await reported(page);
    await page.getByRole('button', { name: 'Send' }).click();
    const question = page.getByRole('status').filter({ hasText: 'Send the answer “Send”?' });
    await expectHost(question).toBeFocused();
    expectHost(completions(portal)).toEqual([]);
    await question.getByRole('button', { name: 'Back to the form' }).click();
    await expectHost(question).toHaveCount(0);
    await page.getByRole('button', { name: 'Send' }).click();
    await question.getByRole('button', { name: 'Send' }).click();
    await expectHost(page.getByRole('status')).toContainText('Answer saved');
  });

  hostTest(
    'values are put into order, and pictures are shown only while they are there',
    {
      // Engines differ in the focus of moved elements and in pictures from files.
      tag: '@engines',
    },
    async ({ host, page, portalOf }) => {
      const portal = await portalOf(
        requestOf(
          field('photos', 'Photos', 'file', { Multiple: true }),
          field('team', 'Team', 'user', { Multiple: true, Default: ['user_2', 'user_3'] }),
        ),
      );
      const count = `
      window.urls = new Set();
      const { createObjectURL, revokeObjectURL } = URL;
      URL.createObjectURL = (file) => {
        const url = createObjectURL.call(URL, file);
        urls.add(url);
        return url;
      };
      URL.revokeObjectURL = (url) => {
        urls.delete(url);
        revokeObjectURL.call(URL, url);
      };`;
      await page.goto(host.page(elementScript(portal, count)));
      await reported(page);
      const urls = () => page.evaluate(() => /** @type {any} */ (window).urls.size);
      const photos = page.locator('.file-control');
      const files = photos.getByRole('listitem');
      const widths = () =>
        files
          .locator('img')
          .evaluateAll((images) =>
            images.map((image) => /** @type {HTMLImageElement} */ (image).naturalWidth),
          );
      const three = { 'a.png': PICTURE, 'b.png': PICTURE, 'c.png': PICTURE };
      await chooseFiles(page.getByLabel('Photos'), three);
      await expectHost.poll(widths).toEqual([1, 1, 1]);
      await page.getByRole('button', { name: 'Move c.png up' }).press('Enter');
      await expectHost(page.getByRole('button', { name: 'Move c.png up' })).toBeFocused();
      // The next key may come as soon as the new order is shown.
      const isInPlace = await page.evaluate(async () => {
        const { form } = /** @type {any} */ (window);
        form.shadowRoot.activeElement.click();
        await form.updateComplete;
        return form.shadowRoot.activeElement.matches('li:first-child');
      });
      expectHost(isInPlace).toBe(true);
      await page.keyboard.press('Enter');
      await expectHost(files).toContainText(['c.png', 'a.png', 'b.png']);
      await expectHost(files.first()).toBeFocused();
      await page.getByRole('button', { name: 'Remove a.png' }).click();
      await expectHost.poll(urls).toBe(2);
      await page.evaluate(() => /** @type {any} */ (window).form.remove());
      await expectHost.poll(urls).toBe(0);
      await page.evaluate(() => document.body.append(/** @type {any} */ (window).form));
      await expectHost.poll(widths).toEqual([1, 1]);

      await page.getByRole('button', { name: 'Move Irina Belova up' }).click();
      await page.getByRole('button', { name: 'Send' }).click();
      await expectHost(page.getByRole('status')).toContainText('Answer saved');
      await expectHost.poll(urls).toBe(0);
      const answer = answerTo(portal, 13);
      expectHost(answer?.files.map(({ name }) => name)).toEqual(['c.png', 'b.png']);
      expectHost(answer?.variables.team).toEqual(['user_3', 'user_2']);
    },
  );

  hostTest('a user is typed where there is no dialog', async ({ host, page, portalOf }) => {
    const portal = await portalOf(requestOf(field('boss', 'Boss', 'user', { Required: true })));
    await page.goto(host.page(elementScript(portal)));
    await reported(page);
    await page.getByRole('textbox', { name: 'Boss' }).fill('3');
    await page.getByRole('button', { name: 'Send' }).click();
    await expectHost(page.getByRole('status')).toContainText('Answer saved');
    expectHost(answerTo(portal, 13)?.variables).toMatchObject({ boss: 'user_3' });
  });

  hostTest(
    'under a strict policy with Trusted Types',
    async ({ host, page, portalOf, pageErrors }) => {
      const DESCRIPTION = `${'[b]'.repeat(20_000)}bold${'[url]'.repeat(4_000)}<img src=x onerror=alert(1)>`;
      const portal = await portalOf(
        request({
          DESCRIPTION,
          NAME: '<script>alert(1)</script>',
          PARAMETERS: { REQUEST: EVERY_CONTROL },
        }),
      );
      const policy = [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self'",
        `connect-src ${portal.url}`,
        "require-trusted-types-for 'script'",
        'trusted-types lit-html',
      ].join('; ');
      await page.goto(host.page(elementScript(portal), { 'Content-Security-Policy': policy }));
      await reported(page);
      await expectHost(page.getByRole('heading')).toHaveText('<script>alert(1)</script>');
      await expectHost(page.getByRole('region', { name: 'Description' })).toContainText('bold<img');
      expectHost(pageErrors).toEqual([]);
      expectHost(await page.evaluate(() => /** @type {any} */ (window).violations)).toEqual([]);
    },
  );
});
