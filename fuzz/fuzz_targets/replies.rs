#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| bizproc_tasks::fuzz::replies(data));
