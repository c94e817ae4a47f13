//! `hindsite completions` and `hindsite man`: what clap knows of the command line, for shells and for `man`.

use super::Voice;
use crate::cli::Cli;
use crate::pipeline::Failure;
use clap::CommandFactory as _;

/// Prints the completions of a shell.
pub fn completions(shell: clap_complete::Shell, voice: &Voice) -> Result<(), Failure> {
    let mut bytes = vec![];
    clap_complete::generate(shell, &mut Cli::command(), "hindsite", &mut bytes);
    voice.print(&String::from_utf8_lossy(&bytes))?;
    Ok(())
}

/// Prints the manual page of hindsite, or of one of its commands.
pub fn page(command: Option<&str>, voice: &Voice) -> Result<(), Failure> {
    let mut whole = Cli::command();
    whole.build();
    let page = match command {
        None => whole,
        Some(name) => {
            let names: Vec<String> = whole
                .get_subcommands()
                .filter(|one| !one.is_hide_set())
                .map(|one| one.get_name().to_owned())
                .collect();
            whole.find_subcommand(name).cloned().ok_or_else(|| Failure::Usage {
                message: format!("there is no command `{name}`"),
                hint: Some(format!("the commands are {}", names.join(", "))),
            })?
        }
    };
    let mut bytes = vec![];
    clap_mangen::Man::new(page).render(&mut bytes).map_err(|error| Failure::Environment {
        message: format!("the manual page cannot be written: {error}"),
        hint: None,
    })?;
    voice.print(&String::from_utf8_lossy(&bytes))?;
    Ok(())
}
