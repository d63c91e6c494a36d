BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Export-PersistStore' {
    BeforeEach {
        $store = Open-Store
        $file = Join-Path $TestDrive "$([guid]::NewGuid().ToString('n')).jsonl"
    }
    AfterEach { Close-AllStore }

    It 'Writes a line for each item between its first and its last' {
        Set-PersistItem user/1 ([ordered]@{ name = 'Ada'; limit = 1.50d })
        Update-PersistCounter runs -By 3
        Export-PersistStore $file | Should -BeNullOrEmpty
        $lines = Get-Content $file | ConvertFrom-Json
        $lines | Should -HaveCount 4
        $lines[0].format, $lines[0].store, $lines[0].count | Should -Be 'persist-export', $store.Name, 2
        $lines[1].key, $lines[1].kind, $lines[1].value | Should -Be 'runs', 'counter', 3
        $lines[2].value.name | Should -Be Ada
        $lines[3].end.items | Should -Be 2
    }

    It 'Writes only the keys that are asked for' {
        'user/1', 'user/2', 'host/1', '[x]' | ForEach-Object { Set-PersistItem $_ 1 }
        Export-PersistStore $file -Key user/*
        (Get-Content $file | ConvertFrom-Json).key | Where-Object { $_ } | Should -Be 'user/1', 'user/2'
        Export-PersistStore $file -Key 'h*', '[x]' -Force
        (Get-Content $file | ConvertFrom-Json).key | Where-Object { $_ } | Should -Be '[x]', 'host/1'
    }

    It 'An exact key that does not exist is an error and writes no file; a pattern that matches nothing is none' {
        Set-PersistItem user/1 1
        $failure = { Export-PersistStore $file -Key 'user/1', 'User/1' } | Should -Throw -ErrorId 'ItemNotFound,*' -PassThru
        $failure.Exception.Message | Should -BeLike "*'User/1'*"
        $file | Should -Not -Exist
        Export-PersistStore $file -Key 'nobody/*'
        Get-Content $file | Should -HaveCount 2
    }

    It 'A file that exists is replaced only with -Force' {
        'mine' | Set-Content $file
        { Export-PersistStore $file -ErrorAction Stop } | Should -Throw -ErrorId 'ExportExists,*'
        Get-Content $file | Should -Be mine
        Export-PersistStore $file -Force
        Get-Content $file -TotalCount 1 | Should -Match 'persist-export'
    }

    It 'Passes the file on, takes the store from the pipeline, and a path with brackets as it stands' {
        $odd = Join-Path $TestDrive 'a[1].jsonl'
        $item = $store | Export-PersistStore -LiteralPath $odd -PassThru
        $item | Should -BeOfType System.IO.FileInfo
        $item.FullName | Should -Be $odd
        Test-Path -LiteralPath $odd | Should -BeTrue
    }

    It 'Takes the conflict log along on request' {
        Set-PersistItem a 1
        Export-PersistStore $file
        Set-PersistItem a 2
        Import-PersistStore $file -Force | Out-Null
        Export-PersistStore $file -IncludeConflicts -Force
        (Get-Content $file | ConvertFrom-Json)[-1].end.conflicts | Should -Be @(Get-PersistConflict).Count
    }

    It 'Takes what can be read of a file that no store has open, and refuses one that is' {
        Set-PersistItem a 1
        { Export-PersistStore $file -Salvage $store.Path -ErrorAction Stop } | Should -Throw -ErrorId 'StoreInUse,*'
        Close-PersistStore $store
        Export-PersistStore $file -Salvage $store.Path -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        $other = Open-Store
        (Import-PersistStore $file).Imported | Should -Be 1
        Get-PersistItem a -ValueOnly | Should -Be 1
    }

    It 'Says what is missing of a damaged file' {
        1..400 | ForEach-Object { [pscustomobject]@{ Key = "k$_"; Value = 'x' * 500 } } | Set-PersistItem
        Close-PersistStore $store
        $bytes = [IO.File]::ReadAllBytes($store.Path)
        [array]::Clear($bytes, [int]($bytes.Length / 2 / 4096) * 4096, 4096)
        [IO.File]::WriteAllBytes($store.Path, $bytes)
        Export-PersistStore $file -Salvage $store.Path -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match 'could not be read'
        (Get-Content $file | ConvertFrom-Json)[-1].end.items | Should -BeIn (300..399)
    }

    It 'WhatIf writes nothing' {
        Export-PersistStore $file -WhatIf
        $file | Should -Not -Exist
    }

    It 'A folder that is not there is an error that says so' {
        { Export-PersistStore (Join-Path $TestDrive no such.jsonl) -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,*'
    }
}
