BeforeDiscovery {
    . $PSScriptRoot/Fixture.ps1
    $cmdlets = (Get-Command -Module Persist).Name | ForEach-Object { @{ name = $_ } }
}

BeforeAll {
    . $PSScriptRoot/Fixture.ps1
    function Get-Text($Paragraphs) { (@($Paragraphs).Text -join ' ').Trim() }
}

Describe 'Get-Help <name>' -ForEach $cmdlets {
    BeforeAll {
        $help = Get-Help $name -Full
        $command = Get-Command $name
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters + 'ProgressAction'
        $parameters = $command.Parameters.Values | Where-Object Name -NotIn $common
        $shown = @{}
        foreach ($parameter in @($help.parameters.parameter)) { $shown[$parameter.name] = $parameter }
    }

    It 'Says what it does, what it takes and what it gives' {
        $help.Synopsis | Should -Match '\.$'
        $help.Synopsis.Trim().Length | Should -BeLessThan 80
        (Get-Text $help.description).Length | Should -BeGreaterThan 60
        @($help.inputTypes.inputType).Count | Should -BeGreaterThan 0
        @($help.returnValues.returnValue).Count | Should -BeGreaterThan 0
        Get-Text $help.alertSet.alert | Should -Not -BeNullOrEmpty
    }

    It 'Has at least two examples, each with a sentence' {
        $examples = @($help.examples.example)
        $examples.Count | Should -BeGreaterOrEqual 2
        foreach ($example in $examples) {
            $example.code | Should -Match $name
            Get-Text $example.remarks | Should -Match '\w\.$'
            $parsed = $null
            [System.Management.Automation.Language.Parser]::ParseInput($example.code, [ref]$null, [ref]$parsed) | Out-Null
            $parsed | Should -BeNullOrEmpty
        }
    }

    It 'Has every parameter as the cmdlet has it, with a text and a default' {
        @($shown.Keys | Sort-Object) | Should -Be @($parameters.Name | Sort-Object)
        foreach ($parameter in $parameters) {
            $one = $shown[$parameter.Name]
            $because = "-$($parameter.Name) of $name"
            Get-Text $one.description | Should -Match '\.$' -Because $because
            $one.defaultValue | Should -Not -BeNullOrEmpty -Because $because
            $type = $parameter.ParameterType
            $one.type.name | Should -Be ([Nullable]::GetUnderlyingType($type) ?? $type).Name -Because $because
            $one.aliases | Should -Be ($parameter.Aliases.Count ? $parameter.Aliases -join ', ' : 'none') -Because $because
            $one.globbing | Should -Be "$(@($parameter.Attributes | Where-Object { $_ -is [SupportsWildcards] }).Count -gt 0)".ToLowerInvariant() -Because $because
            $uses = $parameter.ParameterSets.Values
            $one.required | Should -Be "$([bool]$uses.Where({ $_.IsMandatory }))".ToLowerInvariant() -Because $because
            $one.pipelineInput -match 'ByValue' | Should -Be ([bool]$uses.Where({ $_.ValueFromPipeline })) -Because $because
            $one.pipelineInput -match 'ByPropertyName' | Should -Be ([bool]$uses.Where({ $_.ValueFromPipelineByPropertyName })) -Because $because
            $position = $uses.Where({ $_.Position -ge 0 }, 'First').Position
            $one.position | Should -Be ($null -eq $position ? 'named' : "$position") -Because $because
        }
    }

    It 'Has the syntax of every parameter set' {
        @($help.syntax.syntaxItem).Count | Should -Be $command.ParameterSets.Count
        $sets = $command.ParameterSets | ForEach-Object { ($_.Parameters.Name | Where-Object { $_ -notin $common } | Sort-Object) -join ' ' } | Sort-Object
        @(@($help.syntax.syntaxItem) | ForEach-Object { ($_.parameter.name | Sort-Object) -join ' ' } | Sort-Object) | Should -Be $sets
    }

    It 'Reads well: -Full, -Examples and -Parameter * write what is in the page' {
        foreach ($text in (Get-Help $name -Full | Out-String), (Get-Help $name -Examples | Out-String)) {
            $text | Should -Match 'Example 1: '
            $text | Should -Not -Match '@\{\w+='
        }
        @(Get-Help $name -Parameter *).Count | Should -Be $shown.Count
    }

    It 'Its links lead to cmdlets that exist' {
        @($help.relatedLinks.navigationLink).linkText | ForEach-Object { Get-Command $_ -Module Persist -ErrorAction Stop } | Should -Not -BeNullOrEmpty
    }
}

Describe 'The topics' {
    It '<_>' -ForEach 'about_Persist', 'about_Persist_Conflicts', 'about_Persist_Crdt' {
        $text = Get-Help $_ | Out-String
        $text | Should -Match '(?m)^SHORT DESCRIPTION'
        $text.Length | Should -BeGreaterThan 1500
        $text -split '\r?\n' | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }
}

Describe 'The index of the documentation' {
    It 'Leads to every page, and to nothing else' {
        $docs = Join-Path $PSScriptRoot .. .. docs | Resolve-Path | Select-Object -ExpandProperty Path
        $pages = Get-ChildItem $docs -Recurse -Filter *.md | ForEach-Object { [System.IO.Path]::GetRelativePath($docs, $_).Replace('\', '/') } | Where-Object { $_ -ne 'README.md' }
        $links = [regex]::Matches((Get-Content (Join-Path $docs README.md) -Raw), '\]\(([^)#]+\.md)\)').ForEach({ $_.Groups[1].Value }) | Where-Object { $_ -notlike '../*' }
        @($links | Sort-Object) | Should -Be @($pages | Where-Object { $_ -notlike 'decisions/*' } | Sort-Object)
    }
}
