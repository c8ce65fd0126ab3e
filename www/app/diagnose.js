// The page of a diagnosis: the checks of the connection from this frame to its portal, and a report to copy.
import { diagnose } from 'bizproc-tasks';
import { fitFrame } from '../widget/frame.js';
import { addressLang, loadBx24 } from '../widget/load-bx24.js';

/** If the portal has not replied after this time, it is reported as slow, so that the user need not wait longer. */
const READ_TIMEOUT_MS = 10_000;

const TEXTS = {
  en: {
    title: 'Diagnosis',
    running: 'Checking the connection to the portal…',
    passed: 'No problems were found.',
    failed: 'Problems were found: see what to do below.',
    report: 'Report for an issue. It contains no access data and no names.',
    copy: 'Copy the report',
    copied: 'The report was copied.',
    selected: 'The report is selected. Press Ctrl+C or ⌘C to copy it.',
  },
  ru: {
    title: 'Диагностика',
    running: 'Проверяем подключение к порталу…',
    passed: 'Проблем не найдено.',
    failed: 'Найдены проблемы: ниже написано, что делать.',
    report: 'Отчёт для обращения. В нём нет данных доступа и имён.',
    copy: 'Скопировать отчёт',
    copied: 'Отчёт скопирован.',
    selected: 'Отчёт выделен. Нажмите Ctrl+C или ⌘C, чтобы скопировать его.',
  },
};

const lang = addressLang.startsWith('ru') ? 'ru' : 'en';
const texts = TEXTS[lang];

const content = /** @type {HTMLElement} */ (document.querySelector('main'));
const report = /** @type {HTMLTextAreaElement} */ (document.getElementById('report'));
const copy = /** @type {HTMLButtonElement} */ (document.getElementById('copy'));

document.documentElement.lang = lang;
document.title = texts.title;
setText('title', texts.title);
setText('label', texts.report);
setText('copy', texts.copy);
setText('status', texts.running);
copy.addEventListener('click', copyReport);

// The diagnosis reports it if the script cannot be loaded.
await loadBx24().catch(() => {});
try {
  const { checks, text } = await diagnose(undefined, { lang, readTimeout: READ_TIMEOUT_MS });
  document.getElementById('checks')?.replaceChildren(...checks.map(item));
  setText('status', checks.some(({ ok }) => ok === false) ? texts.failed : texts.passed);
  report.value = text;
} catch (error) {
  // The WebAssembly module cannot start here: the message says why, and what to do.
  const { message } = /** @type {import('bizproc-tasks').BizprocError} */ (error);
  setText('status', message);
  report.value = `${message}\n${navigator.userAgent}\n`;
}
copy.disabled = false;
content.removeAttribute('aria-busy');
if (window.BX24) fitFrame(window.BX24, content);

/** @param {import('bizproc-tasks').Check} check */
function item({ name, ok, detail, hint }) {
  const element = document.createElement('li');
  element.dataset.check = name;
  if (ok !== null) element.className = ok ? 'passed' : 'failed';
  element.textContent = detail;
  if (hint) {
    const advice = document.createElement('span');
    advice.className = 'hint';
    advice.textContent = hint;
    element.append(advice);
  }
  return element;
}

/**
 * @param {string} id
 * @param {string} text
 */
function setText(id, text) {
  const element = document.getElementById(id);
  if (element) element.textContent = text;
}

/** A frame of another origin may have no access to the clipboard. It can still copy the selection. */
async function copyReport() {
  try {
    await navigator.clipboard.writeText(report.value);
    setText('status', texts.copied);
  } catch {
    report.select();
    setText('status', document.execCommand('copy') ? texts.copied : texts.selected);
  }
}
