BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'The manifest' {
    BeforeAll {
        $manifest = Test-ModuleManifest $script:ModulePath
        $assembly = (Get-Command New-PersistStore).ImplementingType.Assembly
        $cmdlets = $assembly.GetExportedTypes() | Where-Object { -not $_.IsAbstract -and [System.Management.Automation.Cmdlet].IsAssignableFrom($_) }
    }

    It 'Exports exactly the cmdlets of the assembly, without a wildcard' {
        $names = $cmdlets | ForEach-Object {
            $attribute = $_.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)[0]
            "$($attribute.VerbName)-$($attribute.NounName)"
        }
        @($manifest.ExportedCmdlets.Keys | Sort-Object) | Should -Be @($names | Sort-Object)
        $data = Import-PowerShellDataFile $script:ModulePath
        $data.CmdletsToExport | Should -Not -Contain '*'
        foreach ($list in 'FunctionsToExport', 'VariablesToExport', 'AliasesToExport') { , $data[$list] | Should -BeNullOrEmpty }
    }

    It 'Carries the version of Directory.Build.props' {
        $properties = Join-Path $PSScriptRoot .. .. Directory.Build.props
        $manifest.Version | Should -Be ([version]([xml](Get-Content $properties -Raw)).SelectSingleNode('//VersionPrefix').InnerText)
        $assembly.GetName().Version.ToString(3) | Should -Be $manifest.Version.ToString()
    }

    It 'Is for PowerShell 7.4 and later, with tags and addresses' {
        $manifest.PowerShellVersion | Should -Be ([version]'7.4')
        $manifest.CompatiblePSEditions | Should -Be Core
        $manifest.Tags | Should -Not -BeNullOrEmpty
        $manifest.LicenseUri | Should -Not -BeNullOrEmpty
        $manifest.Description | Should -Not -BeNullOrEmpty
    }

    It 'The pages that messages and help refer to are in the module, and every link between them leads somewhere' {
        $folder = Split-Path $script:ModulePath
        $root = Join-Path $PSScriptRoot .. ..
        $sources = @(Join-Path $root Persist.Engine Errors PersistErrors.cs) + @(Get-ChildItem (Join-Path $root docs cmdlets), (Join-Path $root docs about))
        $named = $sources | ForEach-Object { [regex]::Matches((Get-Content $_ -Raw), 'docs/[a-z0-9./_-]*[a-z0-9]').Value } | Sort-Object -Unique
        (Get-ChildItem (Join-Path $folder docs) -Recurse -File).Extension | Sort-Object -Unique | Should -Be '.md', '.sql'
        (Get-ChildItem (Join-Path $folder samples) -File).Name | Should -Contain RunLedger.ps1
        @($named).Count | Should -BeGreaterThan 4
        foreach ($page in $named) { Join-Path $folder $page | Should -Exist }
        foreach ($page in @(Get-Item (Join-Path $folder README.md)) + @(Get-ChildItem (Join-Path $folder docs) -Recurse -Filter *.md)) {
            foreach ($link in [regex]::Matches((Get-Content $page -Raw), '\]\((?!https?:|#)([^)#]+)').ForEach({ $_.Groups[1].Value })) {
                Join-Path $page.DirectoryName $link | Should -Exist -Because "$page refers to it"
            }
        }
    }

    It 'Every file that it names is there' {
        $folder = Split-Path $script:ModulePath
        foreach ($file in @('Persist.PowerShell.dll') + (Import-PowerShellDataFile $script:ModulePath).FormatsToProcess) {
            Join-Path $folder $file | Should -Exist
        }
    }
}
