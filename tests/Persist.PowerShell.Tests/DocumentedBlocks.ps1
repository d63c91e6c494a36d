# Reads the code blocks of a Markdown page, in order. Two comments, which no reader of the page sees rendered, are for the
# tests:
#
#     <!-- prepare            what the blocks after it need: it runs before them, in the same session
#     ...
#     -->
#     <!-- not run: why -->   the next block cannot run in a test

function Get-DocumentedBlock([string] $Path) {
    $lines = [System.IO.File]::ReadAllLines($Path)
    $reason = $null
    for ($i = 0; $i -lt $lines.Count; $i++) {
        $start = $i + 1
        if ($lines[$i] -match '^<!-- not run: (.+) -->$') { $reason = $Matches[1] }
        elseif ($lines[$i] -eq '<!-- prepare') {
            $code = @(while ($lines[++$i] -ne '-->') { $lines[$i] })
            [pscustomobject]@{ Line = $start; Language = 'powershell'; Code = $code -join "`n"; Reason = $null; IsPreparation = $true }
        }
        elseif ($lines[$i] -match '^```(\w*)$') {
            $language = $Matches[1]
            $code = @(while ($lines[++$i] -ne '```') { $lines[$i] })
            [pscustomobject]@{ Line = $start; Language = $language; Code = $code -join "`n"; Reason = $reason; IsPreparation = $false }
            $reason = $null
        }
    }
}
