using Sabot.Cdc.Tool.Commands;

return await ToolCommandLine.RunAsync(args, Console.Out, Console.Error);
