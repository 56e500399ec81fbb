# Completion of 'dotnet sabot-cdc' for bash. In ~/.bashrc:
#   source <(dotnet sabot-cdc completion bash)

_sabot_cdc() {
	local line=${COMP_LINE:0:COMP_POINT}
	local -a tool
	COMPREPLY=()
	if [[ $line =~ ^[[:space:]]*dotnet[[:space:]]+sabot-cdc[[:space:]]+(.*)$ ]]; then
		tool=(dotnet sabot-cdc)
	elif [[ $line =~ ^[[:space:]]*[^[:space:]]*dotnet-sabot-cdc[[:space:]]+(.*)$ ]]; then
		tool=(dotnet-sabot-cdc)
	else
		_sabot_cdc_dotnet "$@"
		return
	fi
	line=${BASH_REMATCH[1]}
	mapfile -t COMPREPLY < <("${tool[@]}" "[suggest:${#line}]" "$line" 2>/dev/null)
}

# Everything else that begins with 'dotnet' goes to the completion that was there before.
_sabot_cdc_dotnet() {
	[[ -z $_sabot_cdc_before ]] || "$_sabot_cdc_before" "$@"
	if ((COMP_CWORD == 1)) && [[ sabot-cdc == "$2"* ]]; then
		COMPREPLY+=(sabot-cdc)
	fi
}

if [[ $(complete -p dotnet 2>/dev/null) =~ \ -F\ ([^\ ]+) ]]; then
	[[ ${BASH_REMATCH[1]} == _sabot_cdc ]] || _sabot_cdc_before=${BASH_REMATCH[1]}
fi
complete -o default -F _sabot_cdc dotnet dotnet-sabot-cdc
