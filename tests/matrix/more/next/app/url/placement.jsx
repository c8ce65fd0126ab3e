'use client';

import { connect, init, validateCompletion } from 'bizproc-tasks/url';
import { useEffect } from 'react';
import { run } from '../../../../app/placement.js';

export function Placement() {
  useEffect(() => void run({ connect, validateCompletion }, init), []);
  return null;
}
