//! The person's own editor, on a terminal.

use std::io::IsTerminal;
use std::path::Path;

/// Opens a file in `$VISUAL` or `$EDITOR` and waits. `None` without an editor or a person at the terminal, else
/// what became of it.
pub(super) fn open(file: &Path) -> Option<Result<(), String>> {
    if !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
        return None;
    }
    let typed = ["VISUAL", "EDITOR"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()))?;
    let (program, arguments) = words(&typed)?;
    #[expect(
        clippy::disallowed_methods,
        reason = "the editor the person chose, with the file as an argument of its own"
    )]
    let status = std::process::Command::new(program).args(arguments).arg(file).status();
    Some(match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("the editor `{typed}` ended with {status}")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(format!("there is no editor `{program}`: set VISUAL or EDITOR to one that is installed"))
        }
        Err(error) => Err(format!("the editor `{typed}` could not be started: {error}")),
    })
}

/// `code --wait` is a program and an argument. No shell reads it.
fn words(typed: &str) -> Option<(&str, Vec<&str>)> {
    let mut words = typed.split_whitespace();
    Some((words.next()?, words.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_may_have_arguments() {
        assert_eq!(words("code --wait -n"), Some(("code", vec!["--wait", "-n"])));
        assert_eq!(words(" vi "), Some(("vi", vec![])));
        assert_eq!(words("vi; rm -rf x"), Some(("vi;", vec!["rm", "-rf", "x"])));
    }
}
