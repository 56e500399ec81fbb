# Completion of 'dotnet sabot-cdc' for PowerShell. In $PROFILE:
#   dotnet sabot-cdc completion pwsh | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName dotnet, dotnet-sabot-cdc -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $line = $commandAst.ToString().PadRight($cursorPosition).Substring(0, $cursorPosition)
    if ($line -match '^\s*dotnet(\.exe)?\s+sabot-cdc\s+(?<rest>.*)$') {
        $found = dotnet sabot-cdc "[suggest:$($Matches.rest.Length)]" $Matches.rest
    } elseif ($line -match '^\s*\S*dotnet-sabot-cdc(\.exe)?\s+(?<rest>.*)$') {
        $found = dotnet-sabot-cdc "[suggest:$($Matches.rest.Length)]" $Matches.rest
    } else {
        # Everything else that begins with 'dotnet' is the SDK's own.
        $found = @('sabot-cdc' -like "$wordToComplete*" ? 'sabot-cdc' : @()) + @(dotnet complete --position $cursorPosition "$commandAst")
    }

    $found | Where-Object { $_ } | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
}
