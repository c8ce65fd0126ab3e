import { parseStatus } from 'bizproc-tasks/js';
import { Placement } from './placement.jsx';

// Rendered for each request, so that a server calls the package, not only the build.
export const dynamic = 'force-dynamic';

export default function Page() {
  return (
    <>
      <p>On the server: {parseStatus('OK')}</p>
      <Placement />
    </>
  );
}
