BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Import-PersistStore' {
    BeforeEach {
        $file = Join-Path $TestDrive "$([guid]::NewGuid().ToString('n')).jsonl"
        # A file with what the block writes into a store that is gone then.
        function Export-Of([scriptblock] $Fill) {
            $other = Open-Store
            & $Fill $other
            Export-PersistStore $file -Store $other -Force
            Close-PersistStore $other
        }
    }
    AfterEach { Close-AllStore }

    It 'Brings everything back to the letter, and says what it did' {
        Export-Of { param($s)
            Set-PersistItem a ([ordered]@{ n = 1.50d; big = [bigint]'123456789012345678901234567890'; date = '2024-01-01T00:00:00Z' }) -Store $s
            Update-PersistCounter c -By 2.5 -Store $s
            Add-PersistSetMember s eu, prod -Store $s
            Set-PersistMapField m owner Ada -Store $s
            Get-PersistItem -Store $s -AsJson | Set-Variable before -Scope Script
        }
        $store = Open-Store
        $result = Import-PersistStore $file
        $result.Store, $result.Path, $result.Imported, $result.Failed | Should -Be $store.Name, $file, 4, 0
        Get-PersistItem -AsJson | Should -Be $script:before
        (Import-PersistStore $file).Unchanged | Should -Be 4
    }

    It 'A folder is no file: it says so, and that nothing was imported' {
        Open-Store | Out-Null
        $failure = { Import-PersistStore $TestDrive -ErrorAction Stop } | Should -Throw -ErrorId 'NotAnExport,*' -PassThru
        $failure.Exception.Message | Should -BeLike '*it is a folder. Nothing was imported.*'
    }

    It 'An object without fields is an error of that line where an object becomes a map' {
        Export-Of { param($s) Set-PersistItem a @{} -Store $s; Set-PersistItem b 1 -Store $s }
        Open-Store -With @{ Strategy = 'Crdt' } | Out-Null
        $result = Import-PersistStore $file -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'EmptyMap,*'
        $result.Imported, $result.Failed | Should -Be 1, 1
    }

    It 'Of two versions the later stands; with -Force the file''s' {
        Export-Of { param($s) Set-PersistItem a file -Store $s }
        $store = Open-Store
        Set-PersistItem a here
        (Import-PersistStore $file).Kept | Should -Be 1
        Get-PersistItem a -ValueOnly | Should -Be here
        (Import-PersistStore $file -Force).Imported | Should -Be 1
        Get-PersistItem a -ValueOnly | Should -Be file
    }

    It 'A counter that is here is an error of that line; -AddCounter adds the file''s number once' {
        Export-Of { param($s) Update-PersistCounter c -By 5 -Store $s; Set-PersistItem z 1 -Store $s }
        Open-Store | Out-Null
        Update-PersistCounter c -By 3
        $result = Import-PersistStore $file -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'CounterExists,*'
        $problems[0].TargetObject | Should -Be c
        "$($problems[0])" | Should -BeLike 'Line 2 of *'
        $result.Failed, $result.Imported | Should -Be 1, 1
        Update-PersistCounter c2 -By 1
        Remove-PersistItem z
        Import-PersistStore $file -AddCounter -ErrorVariable again -ErrorAction SilentlyContinue | Out-Null
        $again[0].FullyQualifiedErrorId | Should -BeLike 'CounterImported,*'
        Get-PersistItem c -ValueOnly | Should -Be 3
    }

    It 'The merge of the store decides, on the session''s thread where it belongs' -ForEach @(
        @{ mode = 'in a runspace of its own'; with = @{} }, @{ mode = 'in the session'; with = @{ MergeInSession = $true } }
    ) {
        Export-Of { param($s) Set-PersistItem a 5 -Store $s; Set-PersistItem b 7 -Store $s }
        $store = Open-Store -With (@{ Strategy = 'Custom'; Merge = { param($local, $remote) $local.Value + $remote.Value } } + $with)
        Set-PersistItem a 1
        Set-PersistItem b 1
        (Import-PersistStore $file).Imported | Should -Be 2
        Get-PersistItem -ValueOnly | Should -Be 6, 8
    }

    It 'With Manual both versions wait for a decision' {
        Export-Of { param($s) Set-PersistItem a file -Store $s }
        Open-Store -With @{ Strategy = 'Manual' } | Out-Null
        Set-PersistItem a here
        (Import-PersistStore $file).Conflicts | Should -Be 1
        Get-PersistConflict -State Open | Resolve-PersistConflict -Use Remote
        Get-PersistItem a -ValueOnly | Should -Be file
        Get-PersistConflict -State Open | Should -BeNullOrEmpty
    }

    It 'A damaged file changes nothing unless what there is is wanted; a bad line is one error' {
        Export-Of { param($s) Set-PersistItem a 1 -Store $s; Set-PersistItem b 2 -Store $s }
        (Get-Content $file) -replace '"key":"a"', '"kay":"a"' | Set-Content $file
        Open-Store | Out-Null
        { Import-PersistStore $file -ErrorAction Stop } | Should -Throw -ErrorId 'ExportDamaged,*'
        Get-PersistItem | Should -BeNullOrEmpty
        $result = Import-PersistStore $file -SkipIntegrityCheck -ErrorVariable problems -ErrorAction SilentlyContinue
        $result.Imported, $result.Failed | Should -Be 1, 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRecord,*'
        $problems[0].TargetObject | Should -Be 2
    }

    It 'What is no export is an error of that file, and the next one is imported' {
        Export-Of { param($s) Set-PersistItem a 1 -Store $s }
        $letter = Join-Path $TestDrive letter.txt
        'dear all' | Set-Content $letter
        Open-Store | Out-Null
        $result = Import-PersistStore $letter, (Join-Path $TestDrive none.jsonl), $file -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.FullyQualifiedErrorId | Should -Be 'NotAnExport,Persist.Cmdlets.ImportPersistStoreCommand', 'ExportNotFound,Persist.Cmdlets.ImportPersistStoreCommand'
        $result.Imported | Should -Be 1
    }

    It 'Takes files from the pipeline and by wildcard' {
        Export-Of { param($s) Set-PersistItem a 1 -Store $s }
        $store = Open-Store
        (Get-Item $file | Import-PersistStore -Store $store).Imported | Should -Be 1
        (Import-PersistStore ($file -replace '.{8}\.jsonl$', '*')).Unchanged | Should -Be 1
        ($file | Import-PersistStore).Unchanged | Should -Be 1
    }

    It 'An import that Ctrl+C ended goes on where it stopped' {
        Export-Of { param($s) 1..12000 | ForEach-Object { [pscustomobject]@{ Key = "k$_"; Value = 'x' * 100 } } | Set-PersistItem -Store $s }
        $store = Open-Store
        $shell = [powershell]::Create().AddScript('param($module, $store, $file) Import-Module $module; Import-PersistStore $file -Store $store')
        $shell.AddArgument($script:ModulePath).AddArgument($store).AddArgument($file) | Out-Null
        $running = $shell.BeginInvoke()
        while (-not $running.IsCompleted -and -not (Test-PersistItem k1 -Store $store)) { }
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 1
        $shell.Dispose()
        # The engine commits the batch under way; until then the other import still counts.
        for ($i = 0; $i -lt 100; $i++) {
            $result = Import-PersistStore $file -Store $store -ErrorVariable busy -ErrorAction SilentlyContinue
            if (-not $busy) { break }
            $busy.FullyQualifiedErrorId | Should -BeLike 'ImportBusy,*'
        }
        $result.ResumedAfter | Should -BeGreaterThan 1
        $result.Imported | Should -Be 12000
        @(Get-PersistItem -Store $store).Count | Should -Be 12000
    }

    It 'WhatIf imports nothing, and -Force with -AddCounter is refused' {
        Export-Of { param($s) Set-PersistItem a 1 -Store $s }
        Open-Store | Out-Null
        Import-PersistStore $file -WhatIf
        Get-PersistItem | Should -BeNullOrEmpty
        { Import-PersistStore $file -Force -AddCounter } | Should -Throw -ErrorId 'ImportChoice,*'
    }
}
