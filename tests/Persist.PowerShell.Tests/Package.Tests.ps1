BeforeDiscovery {
    $feed = Join-Path $PSScriptRoot .. .. artifacts feed
    $why = (Test-Path (Join-Path $feed '*.nupkg')) ? $null : 'nothing is packed: ./build.ps1 -Task Pack'
    $installers = @(
        @{ by = 'Install-PSResource'; why = $why; install = "Register-PSResourceRepository -Name Local -Uri 'FEED' -Trusted; Install-PSResource Persist -Repository Local" }
        # PowerShellGet 2
        @{ by = 'Install-Module'; why = $why; install = "Register-PSRepository -Name Local -SourceLocation 'FEED' -InstallationPolicy Trusted; Install-Module Persist -Repository Local -Scope CurrentUser" }
    )
}

BeforeAll {
    . $PSScriptRoot/Fixture.ps1
    $feed = Join-Path $PSScriptRoot .. .. artifacts feed
    $version = (Test-ModuleManifest $script:ModulePath).Version

    function Expand-Package([string] $Name) {
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
        [IO.Compression.ZipFile]::ExtractToDirectory((Join-Path $feed $Name), $folder)
        $folder
    }
}

Describe 'The package of the module' {
    It 'Holds what out/Persist holds, with a nuspec that says what is in it' -Skip:([bool]$why) {
        $folder = Expand-Package "Persist.$version.nupkg"
        $built = Split-Path $script:ModulePath
        foreach ($file in Get-ChildItem $built -Recurse -File) {
            $packed = Join-Path $folder ([IO.Path]::GetRelativePath($built, $file.FullName))
            (Get-FileHash -LiteralPath $packed).Hash | Should -Be (Get-FileHash -LiteralPath $file).Hash -Because $file
        }
        Test-ModuleManifest (Join-Path $folder Persist.psd1) | Should -Not -BeNullOrEmpty
        $nuspec = ([xml](Get-Content (Join-Path $folder Persist.nuspec) -Raw)).package.metadata
        $nuspec.id, $nuspec.version | Should -Be 'Persist', "$version"
        $nuspec.tags -split ' ' | Should -Contain PSModule
        foreach ($name in (Get-Command -Module Persist).Name) { $nuspec.tags -split ' ' | Should -Contain "PSCmdlet_$name" }
        $nuspec.releaseNotes | Should -Match 'Persist'
        $nuspec.releaseNotes.Length | Should -BeLessThan 2000
    }

    It '<by> installs it from a folder into an empty profile, and it works there' -ForEach $installers {
        $why ??= (Get-Command $by -ErrorAction Ignore) ? $null : "this PowerShell has no $by"
        # The folder of a user's modules cannot be moved there.
        $why ??= $IsWindows ? 'Windows has one profile for each user' : $null
        if ($why) { Set-ItResult -Skipped -Because $why; return }
        $profileFolder = Join-Path $TestDrive $by
        $script = Join-Path $TestDrive "$by.ps1"
        New-Item $profileFolder -ItemType Directory | Out-Null
        Set-Content $script @"
`$ErrorActionPreference = 'Stop'
$($install.Replace('FEED', "$(Resolve-Path $feed)"))
`$module = Import-Module Persist -PassThru
New-PersistStore my-app -Path '$profileFolder/app.db' -Remote '$profileFolder/hub.db' -Suspended | Out-Null
Set-PersistItem user/1 @{ name = 'Ada' }
`$pushed = (Sync-PersistStore).Pushed
"`$(`$module.Path)|`$(`$module.Version)|`$((Get-PersistItem user/1).Value.name)|`$pushed|`$((Get-Help Set-PersistItem).Synopsis)"
Close-PersistStore my-app
"@
        $before = @{}
        $variables = 'HOME', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'PSModulePath'
        foreach ($name in $variables) { $before[$name] = [Environment]::GetEnvironmentVariable($name) }
        try {
            foreach ($name in $variables) { [Environment]::SetEnvironmentVariable($name, $null) }
            $env:HOME = $profileFolder
            $output = Invoke-FreshShell -File $script 2>&1
        }
        finally {
            foreach ($name in $variables) { [Environment]::SetEnvironmentVariable($name, $before[$name]) }
        }
        $path, $rest = "$($output | Select-Object -Last 1)" -split '\|'
        $path | Should -BeLike "$profileFolder/*" -Because "$output"
        $rest | Should -Be "$version", 'Ada', '1', (Get-Help Set-PersistItem).Synopsis
    }

    It 'It and the engine''s say where they are from, as far as the clone knows' -Skip:($why -or -not (Get-Command git -ErrorAction Ignore)) {
        $origin = git -C $PSScriptRoot remote get-url origin 2> $null
        $address = "$origin" -match '^https://' ? ("$origin" -replace '(?<=^https://)[^/@]*@' -replace '\.git$') : ''
        $module = ([xml](Get-Content (Join-Path (Expand-Package "Persist.$version.nupkg") Persist.nuspec) -Raw)).package.metadata
        "$($module.projectUrl)" | Should -Be $address
        $engine = ([xml](Get-Content (Join-Path (Expand-Package "Persist.Engine.$version.nupkg") Persist.Engine.nuspec) -Raw)).package.metadata
        $engine.repository.type | Should -Be git
        $engine.repository.commit | Should -Match '^[0-9a-f]{40}$'
        [bool]$engine.repository.url | Should -Be ([bool]$address)
    }
}

Describe 'The package of the engine' {
    It 'Has the documentation, a readme, the licence and symbols' -Skip:([bool]$why) {
        $folder = Expand-Package "Persist.Engine.$version.nupkg"
        foreach ($file in 'README.md', 'lib/net8.0/Persist.Engine.dll', 'lib/net8.0/Persist.Engine.xml') { Join-Path $folder $file | Should -Exist }
        $nuspec = ([xml](Get-Content (Join-Path $folder Persist.Engine.nuspec) -Raw)).package.metadata
        $nuspec.license.InnerText, $nuspec.readme | Should -Be 'MIT', 'README.md'
        $nuspec.releaseNotes | Should -Match 'engine'
        Join-Path (Expand-Package "Persist.Engine.$version.snupkg") lib net8.0 Persist.Engine.pdb | Should -Exist
    }

    It 'A program that refers to it runs the example of its readme' -Skip:([bool]$why) {
        $folder = Join-Path $TestDrive consumer
        New-Item $folder -ItemType Directory | Out-Null
        $readme = Get-Content (Join-Path $PSScriptRoot .. .. Persist.Engine README.md) -Raw
        Set-Content (Join-Path $folder Program.cs) ([regex]::Match($readme, '(?s)```csharp\n(.*?)```').Groups[1].Value)
        $framework = 'net' + ((& dotnet --version) -split '\.')[0] + '.0'
        Set-Content (Join-Path $folder Consumer.csproj) @"
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>$framework</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <UseAppHost>false</UseAppHost>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Persist.Engine" Version="$version" />
  </ItemGroup>
</Project>
"@
        # What it depends on is on this machine, for the engine was built here; only the package itself comes from the feed.
        $cache = ((& dotnet nuget locals global-packages --list) -split ': ', 2)[1]
        Set-Content (Join-Path $folder nuget.config) @"
<configuration>
  <config><add key="globalPackagesFolder" value="packages" /></config>
  <packageSources><clear /><add key="local" value="$(Resolve-Path $feed)" /></packageSources>
  <fallbackPackageFolders><clear /><add key="here" value="$cache" /></fallbackPackageFolders>
</configuration>
"@
        Push-Location $folder
        try { $output = & dotnet run 2>&1 } finally { Pop-Location }
        "$($output | Select-Object -Last 1)" | Should -Be '{"name":"Ada"} 1 Synced' -Because "$output"
    }
}
