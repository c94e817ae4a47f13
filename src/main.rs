//! The program: reads what was typed, runs it, exits with its code. Everything else is the library.

use hindsite::cli::Cli;
use std::process::ExitCode;

/// Parsing is many small allocations on all threads at once: a fifth of the time of a build goes with the
/// system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Enough for the deepest document that is read; the default of two megabytes is not.
const STACK_BYTES: usize = 16 * 1024 * 1024;

/// The most threads that `RAYON_NUM_THREADS` gets; each has a stack of its own.
const MAX_THREADS: usize = 256;

fn main() -> ExitCode {
    let cli = Cli::from_typed(std::env::args_os());
    let asked = std::env::var("RAYON_NUM_THREADS").ok();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads(asked.as_deref(), cores));
    // Fails only when a pool exists already, and then that one serves.
    let _ = pool.stack_size(STACK_BYTES).build_global();
    ExitCode::from(hindsite::command::run(cli))
}

/// Returns how many threads to start: as many as were asked for, up to a limit, or one a core.
fn threads(asked: Option<&str>, cores: usize) -> usize {
    let asked =
        asked.map(str::trim).filter(|asked| !asked.is_empty() && asked.bytes().all(|b| b.is_ascii_digit()));
    let wanted = match asked {
        // More digits than fit are more threads than there may be.
        Some(digits) => digits.parse().unwrap_or(usize::MAX),
        None => cores,
    };
    let wanted = if wanted == 0 { cores } else { wanted };
    wanted.clamp(1, MAX_THREADS)
}

#[cfg(test)]
mod tests {
    use super::threads;

    #[test]
    fn thread_counts_are_bounded() {
        for (asked, expected) in [
            (None, 4),
            (Some(""), 4),
            (Some("0"), 4),
            (Some("1"), 1),
            (Some(" 3 "), 3),
            (Some("100000"), 256),
            (Some("18446744073709551616"), 256),
            (Some("-1"), 4),
            (Some("two"), 4),
            (Some("1e9"), 4),
        ] {
            assert_eq!(threads(asked, 4), expected, "{asked:?}");
        }
        assert_eq!(threads(None, 512), 256);
    }
}
