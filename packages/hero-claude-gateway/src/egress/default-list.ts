/**
 * What a session with the policy `allowlist` reaches without being told: the package registries of the
 * common languages and the mirrors of the common distributions, on ports 443 and 80.
 *
 * Not here on purpose: code forges, object stores, content networks and model hubs. Anyone can publish
 * there, so an entry for one of them is a way out for the code.
 */
export const defaultAllowList: readonly string[] = [
  // JavaScript
  'registry.npmjs.org',
  'registry.yarnpkg.com',
  'npm.jsr.io',
  'jsr.io',
  'nodejs.org',
  // Python
  'pypi.org',
  'files.pythonhosted.org',
  'conda.anaconda.org',
  'repo.anaconda.com',
  // Rust
  'crates.io',
  'index.crates.io',
  'static.crates.io',
  'static.rust-lang.org',
  // Go
  'proxy.golang.org',
  'sum.golang.org',
  // Java, Kotlin, Scala
  'repo.maven.apache.org',
  'repo1.maven.org',
  'maven.google.com',
  'plugins.gradle.org',
  'services.gradle.org',
  'downloads.gradle.org',
  // .NET
  'api.nuget.org',
  // Ruby
  'rubygems.org',
  'index.rubygems.org',
  // PHP
  'packagist.org',
  'repo.packagist.org',
  // Dart, Elixir, Haskell, Perl, R
  'pub.dev',
  'hex.pm',
  'repo.hex.pm',
  'builds.hex.pm',
  'hackage.haskell.org',
  'www.cpan.org',
  'cpan.metacpan.org',
  'cran.r-project.org',
  'cloud.r-project.org',
  // Debian, Ubuntu, Alpine
  'deb.debian.org',
  'security.debian.org',
  'archive.ubuntu.com',
  'security.ubuntu.com',
  'ports.ubuntu.com',
  'dl-cdn.alpinelinux.org',
];
