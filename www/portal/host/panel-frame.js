import { button, element } from './element.js';
import { clearFrameLog, frameEntries } from './frame-log.js';
import { item, json, section } from './panel-item.js';
import { search } from './search.js';

/** The colour of each state. */
const TONES = { opened: '', answered: 'success', waits: 'warning', 'not answered': 'warning' };

/**
 * The commands between the frame and the portal's page, newest first.
 *
 * @param {() => void} render
 * @returns {import('./panel.js').View}
 */
export function frameView(render) {
  const { field, finds } = search(render);
  return {
    head: [field, button('Clear', clearFrameLog)],
    body: () => {
      const found = frameEntries().filter(finds);
      if (found.length === 0) return [element('p', 'empty', 'The frame has said nothing here.')];
      return found.toReversed().map(entryItem);
    },
  };
}

/** @param {import('./frame-log.js').FrameEntry} entry */
function entryItem({ id, at, name, sent, state, reason, reply, ms }) {
  const notes = [`${at.slice(11, 19)} UTC`, ms === null ? '' : `${ms} ms`, reason];
  return item(
    `frame ${id}`,
    {
      id: String(id),
      name,
      note: notes.filter(Boolean).join(' · '),
      badge: state,
      tone: TONES[state],
    },
    () => [
      ...section('Sent', json(sent)),
      ...(state === 'answered' ? section('Answer', json(reply) || '(empty)') : []),
    ],
  );
}
