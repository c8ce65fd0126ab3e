async function main(): Promise<void> {
  const { validateCompletion } = await import('bizproc-tasks');
  const { startPortal } = await import('bizproc-tasks/portal');
  console.log(typeof startPortal, validateCompletion({ taskId: 1, status: 'ok' }).length);
}

main();
