BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'A row of a data table' {
    It 'Is stored as its columns' {
        Open-Store | Out-Null
        $table = [System.Data.DataTable]::new('t')
        'id', 'name' | ForEach-Object { $table.Columns.Add($_) | Out-Null }
        $table.Rows.Add('1', 'Ada') | Out-Null
        $table.Rows.Add('2', [DBNull]::Value) | Out-Null
        $table.Rows | Set-PersistItem -KeyProperty id
        Get-PersistItem -AsJson | Should -Be '{"id":"1","name":"Ada"}', '{"id":"2","name":null}'
        Set-PersistItem all $table.Rows
        Get-PersistItem all -AsJson | Should -Be '[{"id":"1","name":"Ada"},{"id":"2","name":null}]'
        Close-AllStore
    }
}

Describe 'Values' {
    BeforeAll {
        Open-Store | Out-Null

        function Get-Trip {
            param([AllowNull()] $Value, [switch] $AsHashtable)
            Set-PersistItem trip $Value -ErrorAction Stop
            Get-PersistItem trip -ValueOnly -AsHashtable:$AsHashtable
        }

        function Get-Text {
            param([AllowNull()] $Value)
            Set-PersistItem trip $Value -ErrorAction Stop
            Get-PersistItem trip -AsJson
        }
    }
    AfterAll { Close-AllStore }

    It '<type> <value> comes back as <type>' -ForEach @(
        @{ value = 42; type = 'long'; expected = 42L }
        @{ value = [long]::MinValue; type = 'long'; expected = [long]::MinValue }
        @{ value = [ulong]::MaxValue; type = 'bigint'; expected = [bigint][ulong]::MaxValue }
        @{ value = [bigint]::Pow(2, 200); type = 'bigint'; expected = [bigint]::Pow(2, 200) }
        @{ value = 1.50d; type = 'decimal'; expected = 1.50d }
        @{ value = [decimal]::MaxValue; type = 'bigint'; expected = [bigint][decimal]::MaxValue }
        @{ value = 0.1; type = 'decimal'; expected = 0.1d }
        @{ value = 1e300; type = 'double'; expected = 1e300 }
        @{ value = [double]::Epsilon; type = 'double'; expected = [double]::Epsilon }
        @{ value = [double]::MaxValue; type = 'double'; expected = [double]::MaxValue }
        @{ value = $true; type = 'bool'; expected = $true }
        @{ value = ''; type = 'string'; expected = '' }
        @{ value = 'Größe 😀 漢字 " \ / <&> '''; type = 'string'; expected = 'Größe 😀 漢字 " \ / <&> ''' }
        @{ value = "line`nbreak`ttab`0nul$([char]0x2028)"; type = 'string'; expected = "line`nbreak`ttab`0nul$([char]0x2028)" }
        @{ value = '2026-01-02T03:04:05Z'; type = 'string'; expected = '2026-01-02T03:04:05Z' }
    ) {
        $back = Get-Trip $value
        if ($type -eq 'decimal' -and $value -is [decimal]) { $back.ToString() | Should -BeExactly ([string]$expected) }
        $back | Should -BeOfType ([type]@{ bigint = 'System.Numerics.BigInteger' }[$type] ?? [type]$type)
        $back | Should -BeExactly $expected
    }

    It 'Every double comes back with the same bits' {
        $random = [random]::new(20261123)
        $bytes = [byte[]]::new(8)
        foreach ($i in 1..2000) {
            $random.NextBytes($bytes)
            $number = [BitConverter]::ToDouble($bytes, 0)
            if ([double]::IsFinite($number)) {
                $back = [double](Get-Trip $number)
                [BitConverter]::DoubleToInt64Bits($back) | Should -Be ([BitConverter]::DoubleToInt64Bits($number)) -Because "seed 20261123, step $i, $number"
            }
        }
    }

    It 'The digits of a decimal stay: <_>' -ForEach '1.50', '0.10', '0.000', '79228162514264337593543950335', '0.0000000000000000000000000001', '123456789.123456789' {
        Get-Text ([decimal]::Parse($_, [cultureinfo]::InvariantCulture)) | Should -BeExactly $_
    }

    It '<type> is stored as <text>' -ForEach @(
        @{ type = 'byte[]'; value = { , [byte[]](1, 2, 255) }; text = '"AQL/"' }
        @{ type = 'datetime (UTC)'; value = { [datetime]::SpecifyKind('2026-01-02T03:04:05.6', 'Utc') }; text = '"2026-01-02T03:04:05.6Z"' }
        @{ type = 'datetime (unspecified)'; value = { [datetime]'2026-01-02T03:04:05' }; text = '"2026-01-02T03:04:05"' }
        @{ type = 'datetimeoffset'; value = { [datetimeoffset]'2026-01-02T03:04:05+02:00' }; text = '"2026-01-02T03:04:05+02:00"' }
        @{ type = 'dateonly'; value = { [dateonly]'2026-01-02' }; text = '"2026-01-02"' }
        @{ type = 'timeonly'; value = { [timeonly]'03:04:05' }; text = '"03:04:05"' }
        @{ type = 'timespan'; value = { [timespan]'1.02:03:04.5' }; text = '"1.02:03:04.5000000"' }
        @{ type = 'guid'; value = { [guid]'4d1c7b52-0f5e-4b8e-9b0a-6c1e2f7a9d34' }; text = '"4d1c7b52-0f5e-4b8e-9b0a-6c1e2f7a9d34"' }
        @{ type = 'enum'; value = { [DayOfWeek]::Friday }; text = '"Friday"' }
        @{ type = 'flags'; value = { [IO.FileAttributes]'ReadOnly, Hidden' }; text = '"ReadOnly, Hidden"' }
        @{ type = 'char'; value = { [char]'x' }; text = '"x"' }
        @{ type = 'uri'; value = { [uri]'https://example.org/a?b=ü' }; text = '"https://example.org/a?b=ü"' }
        @{ type = 'version'; value = { [version]'1.2.3' }; text = '"1.2.3"' }
        @{ type = 'semver'; value = { [semver]'1.2.3-rc.1' }; text = '"1.2.3-rc.1"' }
        @{ type = 'ipaddress'; value = { [ipaddress]'127.0.0.1' }; text = '"127.0.0.1"' }
        @{ type = 'type'; value = { [string] }; text = '"System.String"' }
        @{ type = 'double without fraction'; value = { 3.0 }; text = '3.0' }
        @{ type = 'emoji'; value = { '😀' }; text = '"😀"' }
        @{ type = 'xml'; value = { ([xml]'<a b="1" />').DocumentElement }; text = '"<a b=\"1\" />"' }
        @{ type = 'null'; value = { $null }; text = 'null' }
        @{ type = 'DBNull'; value = { [DBNull]::Value }; text = 'null' }
        @{ type = 'NullString'; value = { [NullString]::Value }; text = 'null' }
        @{ type = 'switch'; value = { [switch]$true }; text = 'true' }
    ) {
        Get-Text (& $value) | Should -BeExactly $text
    }

    It 'Nesting of 50 levels comes back whole' {
        $deep = 'bottom'
        foreach ($level in 1..25) { $deep = @{ next = @(, $deep) } }
        $back = Get-Trip $deep
        foreach ($level in 1..25) { $back = $back.next[0] }
        $back | Should -Be bottom
    }

    It 'Empty arrays and arrays of one stay arrays' {
        $back = Get-Trip @{ none = @(); one = @(1); nested = @(, @()); }
        , $back.none | Should -BeOfType System.Array
        $back.none.Count | Should -Be 0
        , $back.one | Should -BeOfType System.Array
        $back.one[0] | Should -Be 1
        , $back.nested[0] | Should -BeOfType System.Array
        Get-Text @() | Should -BeExactly '[]'
        Get-Text @(1) | Should -BeExactly '[1]'
        , (Get-Trip @(1)) | Should -BeOfType System.Array
    }

    It 'Keys a and A are kept apart' {
        $table = [Collections.Specialized.OrderedDictionary]::new([StringComparer]::Ordinal)
        $table.Add('a', 1)
        $table.Add('A', 2)
        $back = Get-Trip $table
        $back['a'] | Should -Be 1
        $back['A'] | Should -Be 2
        Get-Text $back | Should -BeExactly '{"a":1,"A":2}'
    }

    It 'Names that PowerShell reserves, and the empty name, come back in a dictionary' {
        $back = Get-Trip ([ordered]@{ psobject = 1; '' = 2 })
        $back['psobject'] | Should -Be 1
        $back[''] | Should -Be 2
    }

    It 'The order of an ordered table and of an object is kept; a hashtable is sorted' {
        Get-Text ([ordered]@{ z = 1; a = 2; m = 3 }) | Should -BeExactly '{"z":1,"a":2,"m":3}'
        Get-Text ([pscustomobject]@{ z = 1; a = 2; m = 3 }) | Should -BeExactly '{"z":1,"a":2,"m":3}'
        Get-Text @{ z = 1; a = 2; m = 3; B = 4 } | Should -BeExactly '{"B":4,"a":2,"m":3,"z":1}'
    }

    It 'A string from a file is just the string' {
        $file = Join-Path $TestDrive line.txt
        'hello' | Set-Content $file
        Get-Text (Get-Content $file) | Should -BeExactly '"hello"'
        Get-Text @{ line = Get-Content $file; lines = @(Get-Content $file) } | Should -BeExactly '{"line":"hello","lines":["hello"]}'
    }

    It 'Objects of Get-Process | Select-Object come back with their values' {
        $process = Get-Process -Id $PID | Select-Object Name, Id, StartTime, Path, WorkingSet64, PriorityClass
        $back = Get-Trip $process
        $back.Name | Should -Be $process.Name
        $back.Id | Should -Be $process.Id
        $back.Path | Should -Be $process.Path
        $back.WorkingSet64 | Should -Be $process.WorkingSet64
        [datetime]$back.StartTime | Should -Be $process.StartTime
        @($back.psobject.Properties.Name) | Should -Be @($process.psobject.Properties.Name)
    }

    It 'Live objects are stored by their properties, and what leads out of them by name' {
        $file = Get-Item $PSCommandPath
        $back = Get-Trip $file
        $back.Name | Should -Be $file.Name
        $back.Length | Should -Be $file.Length
        $back.Directory | Should -Be $file.DirectoryName
        (Get-Trip (Get-Process -Id $PID)).Id | Should -Be $PID
    }

    It 'What came back is stored again as the same text' {
        $text = Get-Text ([ordered]@{ n = $null; d = 1.50d; big = [bigint]::Pow(3, 90); e = 1e-300; list = @(1, @(), @{ x = 'y' }); s = '2026-01-01' })
        Get-Text (Get-PersistItem trip -ValueOnly) | Should -BeExactly $text
        Get-Text (Get-PersistItem trip -ValueOnly -AsHashtable) | Should -BeExactly $text
    }

    It 'An item that comes back from a job, and what nests in it, is stored again as the same text' {
        # The depth that jobs and remote sessions serialize with.
        function Send-Through($Value) { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($Value, 1)) }
        $text = Get-Text ([ordered]@{ name = 'x'; n = 1.50d; deep = @{ list = 1, @{ c = '@{c=1}' }, @(, @{ d = 2 }) }; last = @{ e = $null } })
        $item = Send-Through (Get-PersistItem trip)
        $item.psobject.TypeNames[0] | Should -Be Deserialized.Persist.PersistItem
        Set-PersistItem trip 0
        $item | Set-PersistItem
        Get-PersistItem trip -AsJson | Should -BeExactly $text
        Get-Text $item.Value | Should -BeExactly $text
        Get-Text (Send-Through (Get-PersistItem trip -ValueOnly)) | Should -BeExactly $text
        Get-Text '@{name=x}' | Should -BeExactly '"@{name=x}"'
        Get-Text ('@{name=x}' | Add-Member note 1 -PassThru) | Should -BeExactly '"@{name=x}"'
    }

    It 'Refuses <case> with <id>' -ForEach @(
        @{ case = 'a value that contains itself'; id = 'ValueCycle'; value = { $h = @{}; $h.self = @($h); $h } }
        @{ case = 'an object that contains itself'; id = 'ValueCycle'; value = { $o = [pscustomobject]@{ self = $null }; $o.self = $o; $o } }
        @{ case = 'too many levels'; id = 'ValueTooDeep'; value = { $v = 1; foreach ($i in 1..1100) { $v = , $v }; , $v } }
        @{ case = 'a data table'; id = 'ValueIsTable'; value = { , [Data.DataTable]::new('t') } }
        @{ case = 'a data set in an object'; id = 'ValueIsTable'; value = { @{ set = [Data.DataSet]::new() } } }
        @{ case = 'a script block'; id = 'ValueNotStorable'; value = { @{ code = { 1 } } } }
        @{ case = 'a secure string'; id = 'SecretRefused'; value = { @{ password = [securestring]::new() } } }
        @{ case = 'a credential'; id = 'SecretRefused'; value = { [pscredential]::new('ada', [securestring]::new()) } }
        @{ case = 'not a number'; id = 'NumberNotFinite'; value = { @(1, [double]::NaN) } }
        @{ case = 'infinity'; id = 'NumberNotFinite'; value = { [float]::PositiveInfinity } }
        @{ case = 'keys that are one in JSON'; id = 'DuplicateName'; value = { $h = @{ 1 = 'a' }; $h['1'] = 'b'; $h } }
        @{ case = 'half a surrogate pair in a name'; id = 'InvalidValue'; value = { @{ [string][char]0xDC00 = 1 } } }
    ) {
        { Get-Text (& $value) } | Should -Throw -ErrorId "$id,*"
        # The converter is whole again for the next value.
        Get-Text @{ a = 1 } | Should -BeExactly '{"a":1}'
    }

    It 'Two threads convert at the same time' {
        $module = $script:ModulePath
        $store = Get-PersistStore
        $wrong = 1..8 | ForEach-Object -ThrottleLimit 8 -Parallel {
            Import-Module $using:module
            foreach ($i in 1..100) {
                Set-PersistItem "thread/$_" @{ n = $i; text = 'x' * $i } -Store $using:store
                $back = Get-PersistItem "thread/$_" -ValueOnly -Store $using:store
                if ($back.n -ne $i -or $back.text.Length -ne $i) { "$_/$i" }
            }
        }
        $wrong | Should -BeNullOrEmpty
    }
}
