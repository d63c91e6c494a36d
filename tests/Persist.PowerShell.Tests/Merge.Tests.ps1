BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'A merge scriptblock' {
    BeforeAll {
        # Both replicas change `k` apart; the second to sync merges.
        function Invoke-Merge {
            param([scriptblock] $Merge, [hashtable] $With = @{}, $Here = @{ n = 1 }, $There = @{ n = 2 }, [scriptblock] $Between = {})
            $first, $second = Open-Replica -With (@{ Strategy = 'Custom'; Merge = $Merge } + $With) -WarningAction SilentlyContinue
            Set-PersistItem k @{ n = 0 } -Store $first
            $first, $second | Sync-PersistStore | Out-Null
            Set-PersistItem k $There -Store $first
            Set-PersistItem k $Here -Store $second
            & $Between
            Sync-PersistStore $first | Out-Null
            $result = Sync-PersistStore $second
            [pscustomobject]@{
                First = $first; Second = $second; Result = $result
                Conflict = Get-PersistConflict -Store $second | Select-Object -Last 1
                Value = Get-PersistItem k -ValueOnly -Store $second -ErrorAction Ignore
            }
        }
    }
    AfterEach { Close-AllStore }

    It 'Gets both versions and the ancestor, and its value reaches both replicas' {
        $run = Invoke-Merge {
            param($local, $remote, $ancestor)
            [pscustomobject]@{ sum = $local.Value.n + $remote.Value.n; was = $ancestor.Value.n; key = $local.Key; deleted = $local.IsDeleted; later = $local.Timestamp -is [datetimeoffset] }
        }
        $run.Value.sum | Should -Be 3
        $run.Value.was | Should -Be 0
        $run.Value.key | Should -Be k
        $run.Value.deleted | Should -BeFalse
        $run.Value.later | Should -BeTrue
        $run.Conflict.State | Should -Be Resolved
        $run.Conflict.Strategy | Should -Be Custom
        $run.Conflict.Resolved.Value.sum | Should -Be 3
        Sync-PersistStore $run.First | Out-Null
        (Get-PersistItem k -Store $run.First -ValueOnly).sum | Should -Be 3
    }

    It 'Returning a side takes that side' {
        (Invoke-Merge { param($local, $remote) $local }).Value.n | Should -Be 1
        Close-AllStore
        (Invoke-Merge { param($local, $remote) $remote }).Value.n | Should -Be 2
    }

    It 'A side that was edited is a new value' {
        $run = Invoke-Merge { param($local, $remote) $local.Value.n = 77; $local }
        $run.Value.n | Should -Be 77
    }

    It '[Persist.Deleted]::Value deletes, [DBNull]::Value is the JSON null' {
        $run = Invoke-Merge { [Persist.Deleted]::Value }
        Test-PersistItem k -Store $run.Second | Should -BeFalse
        $run.Conflict.Resolved.IsDeleted | Should -BeTrue
        Close-AllStore
        $run = Invoke-Merge { [DBNull]::Value }
        Get-PersistItem k -Store $run.Second -AsJson | Should -Be null
    }

    It '$null is stored where a version is null, and fails the merge where none is, as when a field is mistyped: <_>' -ForEach '$null', '$remote.Value.nmae' {
        $merge = [scriptblock]::Create("param(`$local, `$remote) $_")
        $run = Invoke-Merge $merge
        $run.Conflict.State | Should -Be Open
        $run.Conflict.Reason | Should -BeLike '*returned $null*[[]DBNull]::Value*'
        $run.Value.n | Should -Be 1
        Close-AllStore
        $run = Invoke-Merge $merge -There $null
        $run.Conflict.State | Should -Be Resolved
        Get-PersistItem k -Store $run.Second -AsJson | Should -Be null
    }

    It 'A property that no version has fails the merge, and both versions are kept' {
        $run = Invoke-Merge { param($local, $remote) @{ n = $remote.Vaule.n } }
        $run.Conflict.State | Should -Be Open
        $run.Conflict.Reason | Should -BeLike '*a version has no property ''Vaule''*Merge.Tests.ps1:*'
        $run.Value.n | Should -Be 1
    }

    It 'Sees a deletion as IsDeleted' {
        $first, $second = Open-Replica -With @{ Strategy = 'Custom'; Merge = { param($local, $remote) "local $($local.IsDeleted) remote $($remote.IsDeleted)" } }
        Set-PersistItem k 0 -Store $first
        $first, $second | Sync-PersistStore | Out-Null
        Remove-PersistItem k -Store $first
        Set-PersistItem k 1 -Store $second
        $first, $second | Sync-PersistStore | Out-Null
        Get-PersistItem k -Store $second -ValueOnly | Should -Be 'local False remote True'
    }

    It '$using: values are those of the moment it was given' {
        $factor = 10
        $run = Invoke-Merge { param($local, $remote) $using:factor * ($local.Value.n + $remote.Value.n) } -Between { $factor = 99 }
        $run.Value | Should -Be 30
    }

    It 'A closure brings its variables along' {
        $offset = 5
        $block = { param($local, $remote) $offset + $local.Value.n }.GetNewClosure()
        $offset = 50
        (Invoke-Merge $block).Value | Should -Be 6
    }

    It 'Variables are given by name' {
        (Invoke-Merge { $weights.a } -With @{ Variable = @{ weights = @{ a = 7 } } }).Value | Should -Be 7
    }

    It 'Functions of a module are there with -Module' {
        $file = Join-Path $TestDrive Merging.psm1
        'function Join-Version($Local, $Remote) { "joined $($Local.Value.n)$($Remote.Value.n)" }' | Set-Content $file
        (Invoke-Merge { param($local, $remote) Join-Version $local $remote } -With @{ Module = $file }).Value | Should -Be 'joined 12'
        Close-AllStore
        Import-Module $file
        (Invoke-Merge { param($local, $remote) Join-Version $local $remote } -With @{ Module = 'Merging' }).Value | Should -Be 'joined 12'
        Remove-Module Merging
    }

    It 'A function gets both versions: <how>' -ForEach @(
        @{ how = 'with parameters in its head'; code = 'function Join-Side($Mine, $Theirs) { "$($Mine.Value.n) and $($Theirs.Value.n)" }' }
        @{ how = 'with a param block'; code = 'function Join-Side { param($Mine, $Theirs) "$($Mine.Value.n) and $($Theirs.Value.n)" }' }
        @{ how = 'without parameters'; code = 'function Join-Side { "$($args[0].Value.n) and $($args[1].Value.n)" }' }
    ) {
        . ([scriptblock]::Create($code))
        (Invoke-Merge ${function:Join-Side}).Value | Should -Be '1 and 2'
        (Test-PersistMerge (Get-Command Join-Side) @{ n = 1 } @{ n = 2 }).Result | Should -Be '1 and 2'
        Test-PersistMerge ${function:Join-Side} @{ n = 1 } @{ n = 2 } -WarningVariable warnings | Out-Null
        $warnings | Should -BeNullOrEmpty
    }

    It 'A command that is a script is its block: <what>' -ForEach @(
        @{ what = 'a function'; get = { Get-Command Join-Side } }
        @{ what = 'an alias of one'; get = { Set-Alias joined Join-Side; Get-Command joined } }
        @{ what = 'a script file'; get = { $file = Join-Path $TestDrive Join-Side.ps1; 'param($mine, $theirs) "joined"' | Set-Content $file; Get-Command $file } }
    ) {
        function Join-Side($Mine, $Theirs) { 'joined' }
        $command = . $get
        $first, $second = Open-Replica -With @{ Strategy = [ordered]@{ 'a*' = $command; '*' = 'Custom' }; Merge = $command }
        'a', 'b' | ForEach-Object { Set-PersistItem $_ here -Store $first; Set-PersistItem $_ there -Store $second }
        $first, $second | Sync-PersistStore | Out-Null
        Get-PersistItem * -ValueOnly -Store $second | Should -Be joined, joined
    }

    It 'What is no merge is told what to give: <_>' -ForEach 'Merge-Item', 5, (Get-Command Get-Item), @{ a = 1 } {
        { Open-Store -With @{ Strategy = 'Custom'; Merge = $_ } } | Should -Throw '*is not a merge. Give a script block*${function:Merge-Item}*'
        { Test-PersistMerge $_ 1 2 } | Should -Throw '*is not a merge. Give a script block*'
        @(Get-PersistStore).Count | Should -Be 0
    }

    It 'A variable that only the session has fails the merge, and both versions are kept: <_>' -ForEach '@{ n = $loose }', '@{ n = "<$loose>" }' {
        $loose = 7
        $run = Invoke-Merge ([scriptblock]::Create("param(`$local, `$remote) $_"))
        $run.Conflict.State | Should -Be Open
        $run.Conflict.Reason | Should -BeLike '*$loose has no value here*$using:loose*'
        $run.Value.n | Should -Be 1
    }

    It 'A variable that nothing brings does no harm where it is not read, nor where it is set before: <_>' -ForEach 'if ($false) { $loose }; 5', 'Set-Variable loose 5; $loose' {
        (Invoke-Merge ([scriptblock]::Create($_))).Value | Should -Be 5
    }

    It 'A variable that one rule lacks and another brings is each rule''s own' {
        $given = 3
        $with = { $given }.GetNewClosure()
        Remove-Variable given
        $first, $second = Open-Replica -With @{ Strategy = [ordered]@{ 'a*' = { $given }; 'b*' = $with } } -WarningAction SilentlyContinue
        foreach ($round in 1, 2) {
            'a', 'b' | ForEach-Object { Set-PersistItem "$_$round" here -Store $first; Set-PersistItem "$_$round" there -Store $second }
            $first, $second | Sync-PersistStore -WarningAction SilentlyContinue | Out-Null
        }
        (Get-PersistConflict a* -Store $second).State | Should -Be Open, Open
        Get-PersistItem b* -ValueOnly -Store $second | Should -Be 3, 3
    }

    It 'It never runs in this session' {
        $run = Invoke-Merge { [runspace]::DefaultRunspace.InstanceId.ToString() }
        $run.Value | Should -Not -Be ([runspace]::DefaultRunspace.InstanceId.ToString())
    }

    It 'One that <what> leaves the conflict open, says why, and the store works on' -ForEach @(
        @{ what = 'throws'; merge = { throw 'no idea' }; reason = '*no idea*Merge.Tests.ps1:*' }
        @{ what = 'writes an error'; merge = { param($local) Write-Error 'cannot decide'; $local }; reason = '*cannot decide*Merge.Tests.ps1:*' }
        @{ what = 'returns nothing'; merge = { }; reason = '*returned nothing*' }
        @{ what = 'returns two objects'; merge = { 1; 2 }; reason = '*2 objects*' }
        @{ what = 'calls what does not exist'; merge = { No-SuchCommand }; reason = '*No-SuchCommand*Merge.Tests.ps1:*' }
        @{ what = 'returns what cannot be stored'; merge = { , { 1 } }; reason = '*ScriptBlock*' }
    ) {
        $run = Invoke-Merge $merge
        $run.Conflict.State | Should -Be Open
        $run.Conflict.Reason | Should -BeLike $reason
        $run.Conflict.Resolved | Should -BeNullOrEmpty
        $run.Value.n | Should -Be 1
        (Get-PersistSyncStatus $run.Second).OpenConflicts | Should -Be 1
        Set-PersistItem other 1 -Store $run.Second
        (Sync-PersistStore $run.Second).Pushed | Should -Be 1
    }

    It 'A program that reports on its error stream and succeeds does not fail the merge' -Skip:$IsWindows {
        $run = Invoke-Merge { param($local) sh -c 'echo progress >&2; echo more >&2; echo done' | Out-Null; $local }
        $run.Conflict.State | Should -Be Resolved
        $run.Value.n | Should -Be 1
    }

    It 'A program that fails fails the merge, unless the merge reads its exit code itself' -Skip:$IsWindows {
        $run = Invoke-Merge { param($local) sh -c 'echo half a result; exit 3' }
        $run.Conflict.State | Should -Be Open
        $run.Conflict.Reason | Should -BeLike '*"sh" ended with non-zero exit code: 3*'
        $run.Value.n | Should -Be 1
        Close-AllStore
        (Invoke-Merge { $PSNativeCommandUseErrorActionPreference = $false; sh -c 'exit 3'; "code $LASTEXITCODE" }).Value | Should -Be 'code 3'
    }

    It 'One that never returns is stopped after its time, and the next one runs in a fresh runspace' {
        $gate = Join-Path $TestDrive gate
        $run = Invoke-Merge { param($local) if (Test-Path $using:gate) { 'merged' } else { while ($true) { } } } -With @{ MergeTimeout = 0.5 }
        $run.Conflict.State | Should -Be Open
        $run.Conflict.Reason | Should -BeLike '*longer than 0.5 s*'
        New-Item $gate | Out-Null
        Set-PersistItem k @{ n = 5 } -Store $run.Second
        Sync-PersistStore $run.Second | Out-Null
        Get-PersistItem k -ValueOnly -Store $run.Second | Should -Be merged
    }

    It 'One that sits in a .NET call is left behind' {
        $run = Invoke-Merge { [Threading.Thread]::Sleep(60000); 1 } -With @{ MergeTimeout = 0.5 }
        $run.Conflict.State | Should -Be Open
        Set-PersistItem other 1 -Store $run.Second
        (Sync-PersistStore $run.Second).Pushed | Should -Be 1
    }

    It 'The user may well have fewer parameters, or CmdletBinding' {
        (Invoke-Merge { [CmdletBinding()] param($local) $local }).Value.n | Should -Be 1
        Close-AllStore
        (Invoke-Merge { $args[1] }).Value.n | Should -Be 2
    }

    It 'A script block in a captured value is refused' {
        $code = { 1 }
        { Open-Store -With @{ Strategy = 'Custom'; Merge = { & $using:code } } } | Should -Throw -ErrorId 'MergeCapture,*'
        { Open-Store -With @{ Strategy = 'Custom'; Merge = { 1 }; Variable = @{ code = $code } } } | Should -Throw -ErrorId 'MergeCapture,*'
        { Open-Store -With @{ Strategy = 'Custom'; Merge = { $using:noSuchVariable } } } | Should -Throw -ErrorId 'MergeCapture,*'
        @(Get-PersistStore).Count | Should -Be 0
    }

    It 'A module that does not exist is refused' {
        { Open-Store -With @{ Strategy = 'Custom'; Merge = { 1 }; Module = 'NoSuchModule' } } | Should -Throw -ErrorId 'MergeModule,*'
        { Open-Store -With @{ Strategy = 'Custom'; Merge = { 1 }; Module = './no-such.psm1' } } | Should -Throw -ErrorId 'MergeModule,*'
    }

    It 'Free variables are named in a warning, and only those' {
        $outer = 1
        $block = { param($local, $remote) $inner = 2; foreach ($item in 1) { $item }; $_; $PSItem; $env:PATH; $given; $using:outer; $outer; $inner; $true; @(1) | ForEach-Object -OutVariable kept { $_ }; $kept }
        Open-Store -With @{ Strategy = 'Custom'; Merge = $block; Variable = @{ given = 1 }; WarningVariable = 'warnings'; WarningAction = 'SilentlyContinue' } | Out-Null
        $warnings = $null
        New-PersistStore -Name warned -Path (Join-Path $TestDrive warned.db) -Strategy Custom -Merge $block -Variable @{ given = 1 } -WarningVariable warnings -WarningAction SilentlyContinue | Out-Null
        $warnings.Count | Should -Be 1
        "$warnings" | Should -BeLike '*uses $outer, which*'
    }

    It 'The same block, given again, is the same setting; another is not' {
        $block = { param($local) $local }
        $first = Open-Store -Name twice -File twice.db -With @{ Strategy = 'Custom'; Merge = $block }
        Open-Store -Name twice -File twice.db -With @{ Strategy = 'Custom'; Merge = $block } | Should -Be $first
        { Open-Store -Name twice -File twice.db -With @{ Strategy = 'Custom'; Merge = { 2 } } } | Should -Throw -ErrorId 'StoreAlreadyOpen,*'
    }

    It 'Runs in the language mode of the session that gave it' {
        $shell = [powershell]::Create()
        try {
            $hub = Join-Path $TestDrive constrained-hub.db
            $shell.AddScript({
                    param($Module, $Folder, $Hub)
                    Import-Module $Module
                    $ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
                    $settings = @{ Name = 'constrained'; Remote = $Hub; Suspended = $true; Strategy = 'Custom'; Merge = { "$($ExecutionContext.SessionState.LanguageMode)" } }
                    $a = New-PersistStore @settings -Path "$Folder/constrained-a.db"
                    $b = New-PersistStore @settings -Path "$Folder/constrained-b.db"
                    Set-PersistItem k 1 -Store $a
                    Set-PersistItem k 2 -Store $b
                    $a, $b | Sync-PersistStore | Out-Null
                    Get-PersistItem k -ValueOnly -Store $b
                }).AddParameters(@{ Module = $script:ModulePath; Folder = "$TestDrive"; Hub = $hub }) | Out-Null
            $shell.Invoke() | Should -Be ConstrainedLanguage
        }
        finally { $shell.Dispose() }
    }
}
