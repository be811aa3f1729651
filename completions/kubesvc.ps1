# PowerShell completion for kubesvc
#
# For an alias as well: Register-ArgumentCompleter -Native -CommandName k -ScriptBlock $__kubesvcCompleter

$__kubesvcCompleter = {
    param($wordToComplete, $commandAst, $cursorPosition)

    $elements = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition })
    $program = $elements[0].Extent.Text
    $words = @($elements | Select-Object -Skip 1 | ForEach-Object {
            $length = [Math]::Min($_.Extent.Text.Length, $cursorPosition - $_.Extent.StartOffset)
            $_.Extent.Text.Substring(0, $length).Trim('"', "'")
        })
    if ($cursorPosition -gt $elements[-1].Extent.EndOffset) { $words += '' }
    $current = if ($words.Count -gt 0) { $words[-1] } else { '' }

    # An empty word is lost on its way to a program, unless it is passed as PowerShell 7.3 does.
    if ("$PSNativeCommandArgumentPassing" -in '', 'Legacy') {
        $words = @($words | ForEach-Object { if ($_ -eq '') { '""' } else { $_ } })
    }
    $lines = @(& $program __complete @words 2>$null)
    if ($lines.Count -eq 0 -or $lines[-1] -notmatch '^:(\d+)$') { return }
    $directive = [int]$Matches[1]
    $lines = @($lines | Select-Object -SkipLast 1)

    # Behind --flag= the answer is the value alone.
    $flag = if ($current -match '^-[^=]*=') { $Matches[0] } else { '' }
    if ($directive -band 8) {
        $start = $current.Substring($flag.Length)
        $lines = @(Get-ChildItem -Path "$start*" -ErrorAction SilentlyContinue |
                Where-Object { $_.PSIsContainer -or $lines -contains $_.Extension.TrimStart('.') } |
                ForEach-Object { Resolve-Path -Relative $_.FullName })
    } elseif ($lines.Count -eq 0) {
        # Without an answer PowerShell offers file names, unless it is given an empty word.
        if ($directive -band 4) { '' }
        return
    }
    foreach ($line in $lines) {
        $text, $description = $line -split "`t", 2
        if (-not $description) { $description = $text }
        $insert = "$flag$text"
        if ($insert -match '[\s''";|&()$,@{}]') { $insert = "'" + ($insert -replace "'", "''") + "'" }
        elseif (-not ($directive -band 2)) { $insert = "$insert " }
        [System.Management.Automation.CompletionResult]::new($insert, $text, 'ParameterValue', $description)
    }
}

Register-ArgumentCompleter -Native -CommandName kubesvc -ScriptBlock $__kubesvcCompleter
