# Made by the release workflow; a maintainer copies it into a tap.
class Hindsite < Formula
  desc "Compiles a folder of Markdown postmortems into a searchable static site"
  homepage "@REPOSITORY@"
  version "@VERSION@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "@REPOSITORY@/releases/download/v@VERSION@/hindsite-aarch64-apple-darwin.tar.gz"
      sha256 "@ARM_MAC@"
    end
    on_intel do
      url "@REPOSITORY@/releases/download/v@VERSION@/hindsite-x86_64-apple-darwin.tar.gz"
      sha256 "@INTEL_MAC@"
    end
  end

  on_linux do
    on_arm do
      url "@REPOSITORY@/releases/download/v@VERSION@/hindsite-aarch64-unknown-linux-musl.tar.gz"
      sha256 "@ARM_LINUX@"
    end
    on_intel do
      url "@REPOSITORY@/releases/download/v@VERSION@/hindsite-x86_64-unknown-linux-musl.tar.gz"
      sha256 "@INTEL_LINUX@"
    end
  end

  def install
    bin.install "hindsite"
    generate_completions_from_executable(bin/"hindsite", "completions")
  end

  test do
    system bin/"hindsite", "init", "notes", "--ci", "none"
    system bin/"hindsite", "-C", "notes", "build"
    assert_path_exists testpath/"notes/public/index.html"
  end
end
