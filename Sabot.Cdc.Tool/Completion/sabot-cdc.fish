# Completion of 'dotnet sabot-cdc' for fish. In ~/.config/fish/config.fish:
#   dotnet sabot-cdc completion fish | source

# What is typed behind the tool's name; fails where the line is of another command.
function __sabot_cdc_rest
    set -l parts (string match -r '^\s*(?:dotnet\s+sabot-cdc|\S*dotnet-sabot-cdc)\s+(.*)$' -- (commandline -cp))
    or return 1
    printf '%s' $parts[2]
end

function __sabot_cdc_is_tool
    __sabot_cdc_rest >/dev/null
end

function __sabot_cdc_is_first_word
    string match -rq '^\s*dotnet\s+\S*$' -- (commandline -cp)
end

function __sabot_cdc_complete
    set -l tool dotnet sabot-cdc
    string match -rq '^\s*\S*dotnet-sabot-cdc\s' -- (commandline -cp)
    and set tool dotnet-sabot-cdc
    set -l rest (__sabot_cdc_rest)
    set -l found ($tool "[suggest:"(string length -- "$rest")"]" "$rest" 2>/dev/null)
    if set -q found[1]
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end

# What else completes the words after 'dotnet' still does.
complete -c dotnet -n __sabot_cdc_is_first_word -a sabot-cdc
complete -c dotnet -n __sabot_cdc_is_tool -f -a '(__sabot_cdc_complete)'
complete -c dotnet-sabot-cdc -n __sabot_cdc_is_tool -f -a '(__sabot_cdc_complete)'
