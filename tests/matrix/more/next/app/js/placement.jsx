'use client';

import { connect, validateCompletion } from 'bizproc-tasks/js';
import { useEffect } from 'react';
import { run } from '../../../../app/placement.js';

export function Placement() {
  useEffect(() => void run({ connect, validateCompletion }), []);
  return null;
}
