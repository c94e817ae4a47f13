//! What differs from platform to platform. Where one cannot do a thing it says so, and its caller has
//! another way.
#![expect(clippy::disallowed_methods, reason = "part of crate::fs")]

use super::{Error, Kind, Result, Stamp, attempt};
#[cfg(unix)]
use rustix::fs::Access;
use std::fs::{self, File, FileType, Metadata, OpenOptions};
use std::io;
use std::path::Path;
#[cfg(unix)]
use std::time::{Duration, SystemTime};

/// What became of an attempt to exchange two folders.
#[derive(Debug)]
pub enum Exchange {
    /// Done: each has the other's name now.
    Done,
    /// Not here: an old kernel, a mount point, two filesystems. Nothing happened.
    Impossible,
}

/// Gives two existing folders each other's name in one step: nobody ever sees neither or half.
pub fn exchange(a: &Path, b: &Path) -> Result<Exchange> {
    match attempt("exchange", a, || swap(a, b)) {
        Ok(()) => Ok(Exchange::Done),
        Err(Error { source, .. }) if is_unable(&source) => Ok(Exchange::Impossible),
        Err(error) => Err(error),
    }
}

/// Whether this platform or place cannot do it at all (as opposed to: it failed).
pub(super) fn is_unable(error: &io::Error) -> bool {
    use io::ErrorKind as K;
    let kinds = [
        K::Unsupported,
        K::InvalidInput,
        K::CrossesDevices,
        K::ResourceBusy,
        K::PermissionDenied,
        K::TooManyLinks,
    ];
    kinds.contains(&error.kind())
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn swap(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn swap(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether files can be moved between two folders: they are on one filesystem, mounted once.
pub fn is_same_mount(a: &Path, b: &Path) -> Result<bool> {
    Ok(mount(a)? == mount(b)?)
}

/// The mount and the device. A filesystem that is mounted twice has one device, but nothing can be moved across.
fn mount(dir: &Path) -> Result<(Option<u64>, Option<u64>)> {
    attempt("look at", dir, || {
        let device = stamp(&fs::metadata(dir)?).identity.map(|(device, _)| device);
        #[cfg(any(target_os = "linux", target_os = "android"))]
        {
            use rustix::fs::{AtFlags, CWD, StatxFlags, statx};
            let stat = statx(CWD, dir, AtFlags::empty(), StatxFlags::MNT_ID);
            Ok((stat.ok().map(|stat| stat.stx_mnt_id), device))
        }
        #[cfg(not(any(target_os = "linux", target_os = "android")))]
        Ok((None, device))
    })
}

/// Whether this process may make and remove names in a folder.
pub fn is_writable(dir: &Path) -> bool {
    writable(dir).is_ok()
}

/// That this process may make and remove names in a folder; the error says why not.
pub fn writable(dir: &Path) -> Result<()> {
    attempt("write to", dir, || {
        #[cfg(unix)]
        return Ok(rustix::fs::access(dir, Access::WRITE_OK | Access::EXEC_OK)?);
        #[cfg(not(unix))]
        match fs::metadata(dir)?.permissions().readonly() {
            true => Err(io::ErrorKind::PermissionDenied.into()),
            false => Ok(()),
        }
    })
}

pub(super) fn kind(kind: FileType) -> Kind {
    match kind {
        k if k.is_file() => Kind::File,
        k if k.is_dir() => Kind::Dir,
        k if k.is_symlink() => Kind::Symlink,
        _ => Kind::Other,
    }
}

pub(super) fn stamp(meta: &Metadata) -> Stamp {
    #[cfg(unix)]
    let (mode, identity, changed) = {
        use std::os::unix::fs::MetadataExt;
        let since = Duration::new(
            u64::try_from(meta.ctime()).unwrap_or(0),
            u32::try_from(meta.ctime_nsec()).unwrap_or(0),
        );
        let changed = SystemTime::UNIX_EPOCH.checked_add(since);
        (meta.mode() & 0o7777, Some((meta.dev(), meta.ino())), changed)
    };
    #[cfg(not(unix))]
    let (mode, identity, changed) = (0o644, None, None);
    let modified = meta.modified().ok();
    Stamp { kind: kind(meta.file_type()), size: meta.len(), modified, changed, mode, identity }
}

/// Whether a path leads to a folder.
pub fn is_dir(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|meta| meta.is_dir())
}

/// An open that does not wait for the other end of a FIFO.
pub(super) fn nonblocking(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    options
}

/// An open that refuses a symbolic link.
pub(super) fn no_follow(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
    }
    options
}

/// 0644, which the umask may have narrowed.
pub(super) fn readable_by_all(file: &File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    let _ = file;
    Ok(())
}

/// 0755, which the umask may have narrowed; a set-group-id bit the folder inherited stays.
pub(super) fn open_to_all(dir: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::symlink_metadata(dir)?.permissions().mode() & 0o7777;
        if mode & 0o777 != 0o755 {
            fs::set_permissions(dir, fs::Permissions::from_mode((mode & 0o7000) | 0o755))?;
        }
    }
    let _ = dir;
    Ok(())
}

pub(super) fn flush_all(dir: &File) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    return Ok(rustix::fs::syncfs(dir)?);
    #[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
    return {
        let _ = dir;
        rustix::fs::sync();
        Ok(())
    };
    #[cfg(not(unix))]
    return {
        let _ = dir;
        Ok(())
    };
}
