//! The program: reads what was typed, runs it, exits with its code. Everything else is the library.

use hindsite::cli::Cli;
use std::process::ExitCode;

/// Parsing is many small allocations on all threads at once: a fifth of the time of a build goes with the
/// system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Enough for the deepest document that is read; the default of two megabytes is not.
const STACK_BYTES: usize = 16 * 1024 * 1024;

fn main() -> ExitCode {
    let cli = Cli::from_typed(std::env::args_os());
    // Fails only when a pool exists already, and then that one serves.
    let _ = rayon::ThreadPoolBuilder::new().stack_size(STACK_BYTES).build_global();
    ExitCode::from(hindsite::command::run(cli))
}
