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

    It 'Every file that it names is there' {
        $folder = Split-Path $script:ModulePath
        foreach ($file in @('Persist.PowerShell.dll') + (Import-PowerShellDataFile $script:ModulePath).FormatsToProcess) {
            Join-Path $folder $file | Should -Exist
        }
    }
}
