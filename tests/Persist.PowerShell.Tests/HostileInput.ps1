# Calls each cmdlet with every hostile value for every parameter, and gives out what went wrong. All else that a cmdlet needs is
# given as it should be, so that what is hostile gets as far as it can.
param($Module, $Store, $Closed, $Case, $Folder)

Import-Module $Module
Set-Location $Folder
$ConfirmPreference = 'None'
$WarningPreference = 'SilentlyContinue'
$common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters

$hostile = [ordered]@{
    'null'               = { $null }
    'empty'              = { '' }
    'NUL'                = { "a`0b" }
    'half a pair'        = { "a$([char]0xD83D)" }
    'no character'       = { "a$([char]0xFFFE)" }
    'wildcards'          = { '[*?' }
    'long'               = { 'x' * 5000 }
    'less than nothing'  = { -1 }
    'the greatest'       = { [long]::MaxValue }
    'NaN'                = { [double]::NaN }
    'no elements'        = { , @() }
    'mixed array'        = { , @(1, 'a', $null, @{}) }
    'itself'             = { $h = @{}; $h.self = $h; $h }
    'script block'       = { { throw 'hostile' } }
    'object'             = { [object]::new() }
    'far away'           = { [datetime]::MaxValue }
    'longest time'       = { [timespan]::MaxValue }
    'negative time'      = { [timespan]::MinValue }
    'path upwards'       = { '../../../../../../../../dev/null/a.db' }
    'impossible path'    = { "/dev/null/a<>|`".db" }
    'remote without end' = { 'postgres://' }
    'impossible port'    = { 'Host=h;Port=99999' }
    'unknown scheme'     = { 'ftp://h/p' }
    'closed store'       = { $Closed }
    'secure string'      = { [securestring]::new() }
}

# As it should be, for what else the cmdlet must have.
function Get-Sound {
    param($Parameter)
    switch ($Parameter) {
        { $_.Name -eq 'Store' } { return $Store }
        { $_.Name -eq 'Keep' } { return 'Remote' }
        { $_.Name -eq 'Name' } { return "n$([guid]::NewGuid().ToString('n'))" }
        { $_.Name -eq 'Path' } { return Join-Path $Folder "$([guid]::NewGuid().ToString('n')).db" }
        { $_.ParameterType -eq [scriptblock] } { return {} }
        { $_.ParameterType -eq [switch] } { return $true }
        { $_.ParameterType.IsEnum } { return [enum]::GetNames($_.ParameterType)[0] }
        { $_.ParameterType -eq [System.Collections.IDictionary] } { return @{ a = 1 } }
        { $_.ParameterType -eq [timespan] } { return [timespan]::FromMilliseconds(1) }
        default { return 'a' }
    }
}

function Get-Trace { (Get-PersistItem -Store $Store -AsJson) -join "`n" }

# What is wrong about a failure; nothing when it is as it should be.
function Get-Wrong {
    param($Failure)
    $id = ($Failure.FullyQualifiedErrorId -split ',')[0]
    $isOurs = $Failure.Exception.GetType().Name -eq 'PersistException' -and $id -cmatch '^[A-Z][A-Za-z]+$'
    if (-not $isOurs -and $Failure.Exception -isnot [System.Management.Automation.ParameterBindingException]) {
        "$($Failure.Exception.GetType().Name) $id $($Failure.Exception.Message)"
    }
    elseif ($Failure.Exception.Message -match "\(Parameter '|Object reference|Exception of type|\bat Persist\.|System\.\w+Exception") {
        $Failure.Exception.Message
    }
}

$before = Get-Trace
foreach ($command in Get-Command -Module Persist) {
    $result = @{ Command = $command.Name; Count = 0; Wrong = [System.Collections.Generic.List[string]]::new() }
    foreach ($parameter in $command.Parameters.Values | Where-Object Name -NotIn $common) {
        $set = $command.ParameterSets | Where-Object { $_.Parameters.Name -contains $parameter.Name } | Select-Object -First 1
        $sound = @{ ErrorAction = 'Stop' }
        if ($command.Parameters.ContainsKey('Store')) { $sound.Store = $Store }
        if ($command.Parameters.ContainsKey('Timeout')) { $sound.Timeout = 1 }
        if ($command.Parameters.ContainsKey('Suspended')) { $sound.Suspended = $true }
        if ($command.Verb -in 'Close', 'Remove', 'Optimize') { $sound.WhatIf = $true }
        foreach ($needed in $set.Parameters | Where-Object { $_.IsMandatory -and -not $sound.ContainsKey($_.Name) }) { $sound[$needed.Name] = Get-Sound $needed }
        # A module is looked for in all folders of modules, and what a switch or an enum takes the binder decides: a few will do.
        $isShort = $parameter.Name -eq 'Module' -or $parameter.ParameterType -eq [switch] -or $parameter.ParameterType.IsEnum
        foreach ($one in $hostile.GetEnumerator() | Select-Object -First ($isShort ? 3 : $hostile.Count)) {
            ($Case.command, $Case.parameter, $Case.value) = ($command.Name, $parameter.Name, $one.Key)
            $with = $sound.Clone()
            $with[$parameter.Name] = & $one.Value
            $result.Count++
            try {
                & $command @with | Out-Null
                $before = Get-Trace
            }
            catch {
                $wrong = Get-Wrong $_
                if ($wrong) { $result.Wrong.Add("-$($parameter.Name) $($one.Key): $wrong") }
                if ((Get-Trace) -cne $before) { $result.Wrong.Add("-$($parameter.Name) $($one.Key): something has changed, though it was refused"); $before = Get-Trace }
            }
        }
    }

    Get-EventSubscriber | Unregister-Event
    Get-PersistStore | Where-Object Name -NE $Store.Name | Close-PersistStore
    [pscustomobject]$result
}
