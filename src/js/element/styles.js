import { css } from 'lit';

export const styles = css`
  :host {
    --accent: var(--bizproc-accent, light-dark(#1d5fd0, #7aabff));
    --on-accent: var(--bizproc-on-accent, light-dark(#ffffff, #0b1a33));
    --accent-bg: var(--bizproc-accent-background, light-dark(#eef4fe, #1c2a42));
    --bg: var(--bizproc-background, light-dark(#ffffff, #16191e));
    --surface: var(--bizproc-surface, light-dark(#f6f7f9, #1f242b));
    --text: var(--bizproc-text, light-dark(#1a212b, #e8ebef));
    --muted: var(--bizproc-muted, light-dark(#5a6675, #a0abb8));
    --divider: var(--bizproc-divider, light-dark(#dfe4ea, #313842));
    --border: var(--bizproc-border, light-dark(#8a95a3, #6d7887));
    --success: var(--bizproc-success, light-dark(#14713f, #6ccf97));
    --success-bg: var(--bizproc-success-background, light-dark(#ebf7f0, #15301f));
    --danger: var(--bizproc-danger, light-dark(#b3241c, #ff8f85));
    --danger-bg: var(--bizproc-danger-background, light-dark(#fdf0ef, #3a1d1b));
    --warning: var(--bizproc-warning, light-dark(#855300, #f0b95c));
    --warning-bg: var(--bizproc-warning-background, light-dark(#fdf5e6, #35280f));
    --radius: var(--bizproc-radius, 8px);
    display: block;
    background: var(--bg);
    color: var(--text);
    font: var(--bizproc-font, 400 15px / 1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif);
    overflow-wrap: anywhere;
    text-align: start;
    container-type: inline-size;
  }
  :host([hidden]) {
    display: none;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  p,
  ul,
  fieldset {
    margin: 0;
    padding: 0;
  }
  [hidden] {
    display: none !important;
  }
  .title {
    font-size: 22px;
    font-weight: 650;
    line-height: 1.25;
    letter-spacing: -0.012em;
    text-wrap: balance;
  }
  .subtitle {
    font-size: 16px;
    font-weight: 650;
    line-height: 1.35;
  }
  [tabindex='-1']:focus {
    outline: none;
  }
  /* Texts of other people are aligned like the form's own texts, in every text direction. */
  [dir='auto']:not(input, textarea) {
    text-align: match-parent;
  }
  a {
    color: var(--accent);
    text-underline-offset: 0.18em;
  }
  .icon {
    width: 16px;
    height: 16px;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }

  /* Buttons */
  button,
  .file-button,
  .link-button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-height: 40px;
    padding: 8px 16px;
    border: 1px solid var(--border);
    border-radius: var(--radius);
    background: var(--bg);
    color: var(--text);
    font: inherit;
    font-weight: 550;
    line-height: 1.3;
    text-decoration: none;
    cursor: pointer;
  }
  button:hover,
  .file-button:hover,
  .link-button:hover {
    background: var(--surface);
  }
  .button--primary {
    border-color: transparent;
    background: var(--accent);
    color: var(--on-accent);
  }
  .button--primary:hover {
    background: color-mix(in oklab, var(--accent) 88%, var(--text));
  }
  .answer--no,
  .answer--cancel {
    color: var(--danger);
    border-color: color-mix(in oklab, var(--danger) 55%, var(--bg));
  }
  .answer--no:hover,
  .answer--cancel:hover {
    background: var(--danger-bg);
  }
  .button--text {
    border-color: transparent;
    background: none;
    color: var(--accent);
  }
  .button--text:hover {
    background: var(--accent-bg);
  }
  .button--icon {
    flex: none;
    width: 40px;
    padding: 0;
    color: var(--muted);
  }
  .is-loading::before {
    content: '';
    width: 14px;
    height: 14px;
    border: 2px solid currentColor;
    border-inline-end-color: transparent;
    border-radius: 50%;
  }

  /* Head */
  .meta {
    list-style: none;
    display: flex;
    flex-wrap: wrap;
    gap: 2px 16px;
    margin-top: 6px;
    color: var(--muted);
  }
  .meta .icon {
    width: 12px;
    height: 12px;
    margin-inline-start: 4px;
  }
  .meta a,
  .meta span {
    unicode-bidi: isolate;
  }
  .overdue {
    color: var(--danger);
    font-weight: 600;
  }
  .description {
    margin-top: 16px;
    padding: 14px 16px;
    border-radius: var(--radius);
    background: var(--surface);
    white-space: pre-line;
  }
  .skeleton {
    height: 14px;
    margin: 14px 0;
    border-radius: 7px;
    background: var(--divider);
  }
  .skeleton:first-of-type {
    width: min(60%, 320px);
    height: 22px;
  }

  /* Fields */
  form {
    margin-top: 24px;
  }
  .fields {
    display: grid;
    gap: 20px;
    min-width: 0;
    border: 0;
  }
  [inert] {
    opacity: 0.55;
  }
  .field {
    min-width: 0;
    border: 0;
  }
  label,
  legend {
    padding: 0;
  }
  .field > label,
  legend {
    display: block;
    margin-bottom: 6px;
    font-weight: 600;
  }
  .note {
    color: var(--muted);
    font-size: 0.9em;
    font-weight: 400;
  }
  .hint {
    margin: -4px 0 6px;
    color: var(--muted);
    font-size: 0.9em;
    white-space: pre-line;
  }
  input:not([type='radio'], [type='checkbox']),
  select,
  textarea {
    display: block;
    width: 100%;
    min-height: 40px;
    padding: 8px 11px;
    border: 1px solid var(--border);
    border-radius: var(--radius);
    background: var(--bg);
    color: inherit;
    font: inherit;
  }
  textarea {
    resize: vertical;
    field-sizing: content;
    min-height: 84px;
  }
  select,
  input.short {
    width: auto;
    min-width: min(100%, 260px);
    max-width: 100%;
  }
  .with-note {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    min-width: 0;
  }
  .money {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .money input.short {
    flex: 0 1 260px;
    min-width: 120px;
  }
  .money input.currency {
    width: 92px;
    text-transform: uppercase;
  }
  .files,
  .chips {
    display: grid;
    gap: 6px;
    margin-bottom: 8px;
    list-style: none;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
  }
  .file,
  .chip {
    display: flex;
    align-items: center;
    gap: 10px;
    min-width: 0;
    padding-block: 2px;
    padding-inline: 11px 2px;
    border: 1px solid var(--divider);
    border-radius: var(--radius);
  }
  .chip {
    gap: 2px;
    background: var(--surface);
  }
  .chip button,
  .file button {
    min-height: 34px;
    width: 34px;
  }
  .file img {
    width: 40px;
    height: 40px;
    border-radius: 4px;
    object-fit: cover;
  }
  .file img.is-broken {
    display: none;
  }
  :is(.file, .chip):focus-visible {
    outline: 2px solid var(--accent);
  }
  .file .name {
    flex: 1;
    min-width: 0;
  }
  .file .note {
    white-space: nowrap;
  }
  .file.is-invalid,
  .chip.is-invalid,
  .is-invalid .file-button {
    border-color: var(--danger);
    box-shadow: inset 0 0 0 1px var(--danger);
  }
  .file-button {
    position: relative;
  }
  .file-button:focus-within {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  /* The label beside it is clearer than the browser's own, which names only the last choice. */
  .file-button input:not([type='radio'], [type='checkbox']) {
    position: absolute;
    inset: 0;
    min-height: 0;
    opacity: 0;
    cursor: pointer;
  }
  :is(input, select, textarea):focus-visible {
    outline-offset: 1px;
  }
  :is(input:not([type='checkbox']), select, textarea)[aria-invalid='true'] {
    border-color: var(--danger);
    box-shadow: inset 0 0 0 1px var(--danger);
  }
  .choices {
    display: grid;
    gap: 2px;
  }
  .searchable .choices {
    max-height: 264px;
    margin-top: 6px;
    padding: 4px 11px;
    overflow-y: auto;
    border: 1px solid var(--divider);
    border-radius: var(--radius);
  }
  .choices label {
    display: flex;
    align-items: baseline;
    gap: 9px;
    padding-block: 5px;
  }
  .choices input {
    flex: none;
    width: 16px;
    height: 16px;
    margin: 0;
    translate: 0 2px;
    accent-color: var(--accent);
  }
  .choices [aria-invalid='true'] {
    outline: 2px solid var(--danger);
  }
  .segments {
    display: inline-flex;
    flex-wrap: wrap;
    overflow: hidden;
    border: 1px solid var(--border);
    border-radius: var(--radius);
  }
  .segments label {
    position: relative;
    display: block;
  }
  .segments label + label {
    border-inline-start: 1px solid var(--border);
  }
  .segments input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .segments span {
    display: block;
    min-width: 64px;
    padding: 7px 16px 8px;
    text-align: center;
  }
  .segments input:checked + span {
    background: var(--accent-bg);
    color: var(--accent);
    font-weight: 600;
  }
  .segments input:focus-visible + span {
    outline: 2px solid var(--accent);
    outline-offset: -3px;
    border-radius: var(--radius);
  }
  .is-invalid .segments {
    border-color: var(--danger);
    box-shadow: 0 0 0 1px var(--danger);
  }
  .values {
    display: grid;
    gap: 8px;
  }
  .value {
    display: flex;
    align-items: start;
    gap: 4px;
  }
  .value > :first-child {
    flex: 1;
    min-width: 0;
  }
  .value > input.short:first-child,
  .value > .segments:first-child {
    flex: 0 1 auto;
  }
  .add {
    margin-block-start: 6px;
    margin-inline-start: -10px;
    padding-inline: 8px 12px;
    min-height: 36px;
  }
  .issue {
    margin-top: 6px;
    font-size: 0.9em;
  }
  .issue.error {
    color: var(--danger);
    font-weight: 550;
  }
  .issue.warning {
    color: var(--warning);
  }
  .answers {
    display: flex;
    flex-wrap: wrap;
    gap: 10px;
    margin-top: 20px;
  }
  .answers button {
    min-width: 112px;
  }

  /* Messages */
  .messages:not(:empty),
  .outcome {
    margin-top: 20px;
  }
  .notice {
    display: flex;
    gap: 12px;
    padding: 14px 16px;
    border-radius: var(--radius);
    background: var(--tone-bg);
    border-inline-start: 3px solid var(--tone);
  }
  .notice > .icon {
    width: 22px;
    height: 22px;
    padding: 3px;
    border-radius: 50%;
    background: var(--tone);
    color: var(--bg);
    stroke-width: 2;
  }
  .notice > div {
    min-width: 0;
  }
  .notice :is(p, ul) {
    margin-top: 4px;
  }
  .notice .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 10px;
    margin-top: 14px;
  }
  .notice.danger {
    --tone: var(--danger);
    --tone-bg: var(--danger-bg);
  }
  .notice.warning {
    --tone: var(--warning);
    --tone-bg: var(--warning-bg);
  }
  .notice.success {
    --tone: var(--success);
    --tone-bg: var(--success-bg);
  }
  .notice.info {
    --tone: var(--accent);
    --tone-bg: var(--accent-bg);
  }
  .notice .code {
    color: var(--muted);
    font-size: 0.87em;
  }
  .notice ul {
    padding-inline-start: 1.2em;
  }
  .notice.summary ul {
    padding: 0;
    list-style: none;
  }
  .summary li button {
    min-height: 24px;
    padding: 2px 0;
    border: 0;
    background: none;
    color: var(--danger);
    font-weight: 400;
    text-align: start;
    text-decoration: underline;
    text-underline-offset: 0.18em;
  }
  .progress {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 4px 16px;
    min-height: 40px;
    color: var(--muted);
  }
  .progress .note {
    margin-inline: auto 0;
    font-variant-numeric: tabular-nums;
  }
  progress {
    flex: 1 0 100%;
    height: 6px;
    accent-color: var(--accent);
  }

  @container (max-width: 480px) {
    .title {
      font-size: 20px;
    }
    .answers button {
      flex: 1 1 40%;
    }
    /* Phones zoom in when a field with smaller text takes the focus. */
    input:not([type='radio'], [type='checkbox']),
    select,
    textarea {
      font-size: 16px;
    }
    select,
    input.short {
      width: 100%;
    }
    .with-note > input.short {
      flex: 1 1 100%;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    button {
      transition: background-color 120ms;
    }
    .is-loading::before {
      animation: spin 0.8s linear infinite;
    }
    .skeleton {
      animation: pulse 1.4s ease-in-out infinite alternate;
    }
  }
  @keyframes spin {
    to {
      rotate: 1turn;
    }
  }
  @keyframes pulse {
    from {
      opacity: 0.45;
    }
  }
  @media (forced-colors: active) {
    .segments input:checked + span {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
    .notice {
      border: 1px solid;
      border-inline-start-width: 3px;
    }
    .skeleton {
      background: GrayText;
    }
    .add {
      margin-inline-start: 0;
    }
    .is-loading::before {
      border-color: ButtonText;
      border-inline-end-color: ButtonFace;
      forced-color-adjust: none;
    }
    .is-invalid > label,
    .is-invalid > legend {
      text-decoration: underline 2px;
    }
  }
  /* Browsers before 2024 lack light-dark(), and older ones color-mix(): there the element is light. */
  @supports not (color: light-dark(#000, #fff)) {
    :host,
    :host([theme]) {
      --accent: var(--bizproc-accent, #1d5fd0);
      --on-accent: var(--bizproc-on-accent, #ffffff);
      --accent-bg: var(--bizproc-accent-background, #eef4fe);
      --bg: var(--bizproc-background, #ffffff);
      --surface: var(--bizproc-surface, #f6f7f9);
      --text: var(--bizproc-text, #1a212b);
      --muted: var(--bizproc-muted, #5a6675);
      --divider: var(--bizproc-divider, #dfe4ea);
      --border: var(--bizproc-border, #8a95a3);
      --success: var(--bizproc-success, #14713f);
      --success-bg: var(--bizproc-success-background, #ebf7f0);
      --danger: var(--bizproc-danger, #b3241c);
      --danger-bg: var(--bizproc-danger-background, #fdf0ef);
      --warning: var(--bizproc-warning, #855300);
      --warning-bg: var(--bizproc-warning-background, #fdf5e6);
      color-scheme: light;
    }
    .button--primary:hover {
      background: var(--accent);
    }
    .answer--no,
    .answer--cancel {
      border-color: var(--danger);
    }
  }
`;
